import { isObject, objectOf, type PlainObject, pick } from "../../plain-data.ts";
import type { Declaration } from "../../resources/declaration.ts";
import { expandEvents } from "../events/events.ts";
import { functionTarget } from "../events/targets.ts";
import { functionCode } from "../expansion/code.ts";
import {
  type Expander,
  type Expansion,
  type Generated,
  getAtt,
  kept,
  type SamContext,
  tagList,
} from "../expansion/context.ts";
import { eventInvokeConfig } from "./invoke-config.ts";
import { PASSED_PROPERTIES } from "./properties.ts";
import { type Published, publish } from "./publish.ts";
import { executionRole, isTraced } from "./role.ts";
import { functionUrl } from "./url.ts";

/** AWS::Serverless::Function: the function, its role, and what its events need. */
export const serverlessFunction: Expander = (written, context) => {
  const declaration = { ...written, properties: settleTop(written, context) };
  const { logicalId, properties } = declaration;
  const lambda = lambdaFunction(declaration);
  const published = publish(declaration, lambda, context);
  const invoke = eventInvokeConfig(declaration, published, context);
  const events = expandEvents(declaration, functionTarget(declaration, context), context);
  const further = { managed: events.managedPolicies, inline: [...invoke.policies, ...events.policies] };
  const hasRole = properties.Role !== undefined;
  return {
    resources: {
      [logicalId]: lambda,
      ...published?.resources,
      ...functionUrl(declaration, published, context),
      ...invoke.resources,
      ...(!hasRole && { [`${logicalId}Role`]: executionRole(declaration, further, context) }),
      ...events.resources,
    },
    aliases: { ...publishedNames(logicalId, published), ...invoke.aliases },
  };
};

/** Properties by which SAM decides what to make: which of them a choice (`Fn::If`) leaves must be known. */
const DECISIVE = ["CodeUri", "DurableConfig", "ImageUri", "InlineCode", "Role", "Tracing", "VpcConfig"];

function settleTop({ properties, location }: Declaration, context: SamContext): PlainObject {
  const settled = Object.entries(properties).map(([key, value]) => [
    key,
    DECISIVE.includes(key) ? context.settle(value, context.positions.at(properties, key) ?? location) : value,
  ]);
  const known = settled.filter(([, value]) => value !== undefined);
  return context.positions.inherit(Object.fromEntries(known), properties);
}

function lambdaFunction(declaration: Declaration): Generated {
  const { logicalId, properties } = declaration;
  const { DeadLetterQueue, CapacityProviderConfig } = properties;
  return {
    Type: "AWS::Lambda::Function",
    ...kept(declaration),
    Properties: {
      Code: functionCode(properties),
      ...pick(properties, PASSED_PROPERTIES),
      Role: properties.Role ?? getAtt(`${logicalId}Role`, "Arn"),
      Tags: tagList({ "lambda:createdBy": "SAM", ...objectOf(properties.Tags) }),
      ...(isTraced(properties) && { TracingConfig: { Mode: properties.Tracing } }),
      ...(isObject(DeadLetterQueue) && { DeadLetterConfig: pick(DeadLetterQueue, ["TargetArn"]) }),
      ...(isObject(CapacityProviderConfig) && { CapacityProviderConfig: managedInstances(CapacityProviderConfig) }),
    },
  };
}

const managedInstances = ({ Arn, ...rest }: PlainObject) => ({
  LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: Arn, ...rest },
});

const publishedNames = (logicalId: string, published: Published | undefined): Expansion["aliases"] =>
  published && { [`${logicalId}.Alias`]: published.aliasId, [`${logicalId}.Version`]: published.versionId };
