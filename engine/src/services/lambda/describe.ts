import type { Stack, StackResource } from "../../template/model.ts";
import { type Describe, type DescribeContext, endOf } from "../contract/description/describe.ts";
import type { DescribedFunction, DescribedVariable } from "../contract/description/parts.ts";
import {
  describeFunction,
  type FunctionConfiguration,
  type FunctionResource,
} from "./configuration/function-configuration.ts";
import { logGroupName } from "./environment/variables.ts";

/** Describes functions with what their own policies let in. */
export const describeFunctions: Describe = (resources, context) => ({
  functions: resources
    .filter(({ type }) => type === "AWS::Lambda::Function")
    .map((resource) => describe(describeFunction(resource as FunctionResource, context.stack), resources, context)),
});

function describe(
  configuration: FunctionConfiguration,
  resources: readonly StackResource[],
  context: DescribeContext,
): DescribedFunction {
  const { logicalId, name, arn, description, runtime, handler, memoryMb, timeoutMs, variables } = configuration;
  const { reservedConcurrency, deadLetterArn } = configuration;
  return {
    logicalId,
    functionName: name,
    arn,
    ...(description && { description }),
    runtime,
    handler,
    memoryMb,
    timeoutSeconds: timeoutMs / 1000,
    ...(reservedConcurrency !== undefined && { reservedConcurrency }),
    environment: environmentOf(variables, context.stack),
    role: configuration.roleArn,
    layers: configuration.layers,
    logGroup: logGroupName(configuration),
    ...(deadLetterArn !== undefined && { deadLetter: endOf(deadLetterArn, context) }),
    permissions: permissionsOf(logicalId, resources, context),
  };
}

function environmentOf(variables: FunctionConfiguration["variables"], stack: Stack): readonly DescribedVariable[] {
  const concealed = [...stack.concealed]
    .flatMap((name) => stack.parameters[name] ?? [])
    .filter((value) => value !== "");
  return Object.entries(variables).map(([name, value]) => {
    const isConcealed = concealed.some((secret) => value.includes(secret));
    return { name, value, ...(isConcealed && { isConcealed }) };
  });
}

const permissionsOf = (functionId: string, resources: readonly StackResource[], { idOf }: DescribeContext) =>
  resources
    .filter(
      ({ type, properties }) => type === "AWS::Lambda::Permission" && idOf(properties.FunctionName) === functionId,
    )
    .map(({ logicalId, properties: { Principal, SourceArn } }) => ({
      logicalId,
      principal: String(Principal),
      ...(typeof SourceArn === "string" && { sourceArn: SourceArn }),
    }));
