import { isObject, listOf, objectOf, type PlainObject, pick } from "../../plain-data.ts";
import type { Declaration } from "../../resources/declaration.ts";
import { type Generated, type SamContext, samMistake, tagList } from "../expansion/context.ts";
import { deadLetterPolicy, trustOf } from "../policies/inline.ts";
import { managedPolicy, type RolePolicies, rolePolicies } from "../policies/policies.ts";

/** The actions on a dead-letter queue or topic that the function needs. */
const DEAD_LETTER_ACTIONS: Readonly<Record<string, string>> = { SQS: "sqs:SendMessage", SNS: "sns:Publish" };

/** Tells whether a function is traced: `Tracing` says how, and `Disabled` is the same as nothing. */
export const isTraced = ({ Tracing }: PlainObject) => Tracing !== undefined && Tracing !== "Disabled";

/** The role that SAM makes for a function which has none; `further` is what its events and destinations need. */
export function executionRole(declaration: Declaration, further: RolePolicies, context: SamContext): Generated {
  const { properties } = declaration;
  const own = rolePolicies(declaration, context);
  const inline = [...deadLetter(declaration, context), ...own.inline, ...further.inline];
  const managed = [...basics(properties).map(managedPolicy), ...own.managed, ...further.managed];
  return {
    Type: "AWS::IAM::Role",
    Properties: {
      AssumeRolePolicyDocument: properties.AssumeRolePolicyDocument ?? trustOf("lambda.amazonaws.com"),
      ManagedPolicyArns: distinct(managed),
      ...(inline.length > 0 && { Policies: distinct(inline) }),
      ...(properties.RolePath !== undefined && { Path: properties.RolePath }),
      ...pick(properties, ["PermissionsBoundary"]),
      Tags: tagList({ "lambda:createdBy": "SAM", ...objectOf(properties.Tags) }),
    },
  };
}

const basics = (properties: PlainObject) => [
  properties.DurableConfig === undefined ? "AWSLambdaBasicExecutionRole" : "AWSLambdaBasicDurableExecutionRolePolicy",
  ...(isTraced(properties) ? ["AWSXrayWriteOnlyAccess"] : []),
  ...(properties.VpcConfig === undefined ? [] : ["AWSLambdaVPCAccessExecutionRole"]),
];

function deadLetter({ properties, location }: Declaration, context: SamContext): readonly PlainObject[] {
  const at = context.positions.at(properties, "DeadLetterQueue") ?? location;
  const queue = context.settle(properties.DeadLetterQueue, at);
  if (!isObject(queue)) return [];
  const action = DEAD_LETTER_ACTIONS[String(queue.Type)];
  if (!action || queue.TargetArn === undefined)
    throw samMistake("DeadLetterQueue needs a TargetArn and Type SQS or SNS.", at);
  return [deadLetterPolicy(action, queue.TargetArn)];
}

const distinct = (items: readonly unknown[]) => {
  const seen = new Set<string>();
  return listOf(items).filter((item) => {
    const text = JSON.stringify(item);
    return !seen.has(text) && seen.add(text);
  });
};
