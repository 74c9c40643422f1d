import { defined, isObject, objectOf, own, type PlainObject, pick } from "../plain-data.ts";
import type { Declaration } from "../resources/declaration.ts";
import type { EventExpansion, EventSource } from "./events/event.ts";
import { readEvents } from "./events/read.ts";
import { deliveryRole, eventRule, schedule } from "./events/rule.ts";
import { schedulerSchedule } from "./events/scheduler.ts";
import { stateMachineTarget } from "./events/targets.ts";
import { codeLocation } from "./expansion/code.ts";
import { type Expander, type Generated, getAtt, kept, type SamContext, tagList } from "./expansion/context.ts";
import { trustOf } from "./policies/inline.ts";
import { managedPolicy, rolePolicies } from "./policies/policies.ts";

export const STATE_MACHINE_PROPERTIES = [
  "AutoPublishAlias",
  "Definition",
  "DefinitionSubstitutions",
  "DefinitionUri",
  "DeploymentPreference",
  "Events",
  "Logging",
  "Name",
  "PermissionsBoundary",
  "Policies",
  "PropagateTags",
  "Role",
  "RolePath",
  "Tags",
  "Tracing",
  "Type",
  "UseAliasAsEventTarget",
];

/** The role by which an API starts executions; the method itself is part of the API's definition. */
const apiEvent: EventSource = ({ logicalId }, target) => {
  const roleId = `${logicalId}Role`;
  return { resources: { [roleId]: deliveryRole("apigateway.amazonaws.com", target, roleId) } };
};

const STATE_MACHINE_EVENTS: Readonly<Record<string, EventSource>> = {
  Api: apiEvent,
  CloudWatchEvent: eventRule,
  EventBridgeRule: eventRule,
  Schedule: schedule,
  ScheduleV2: schedulerSchedule,
};

/** AWS::Serverless::StateMachine: the state machine, its role, and what its events need. */
export const stateMachine: Expander = (declaration, context) => {
  const { logicalId, properties, location } = declaration;
  const { Name, Type, Logging, Tracing, DefinitionSubstitutions } = properties;
  const given = context.settle(properties.Role, context.positions.at(properties, "Role") ?? location);
  const roleId = `${logicalId}Role`;
  return {
    resources: {
      [logicalId]: {
        Type: "AWS::StepFunctions::StateMachine",
        ...kept(declaration),
        Properties: {
          ...definitionOf(properties),
          RoleArn: given ?? getAtt(roleId, "Arn"),
          ...defined({ StateMachineName: Name, StateMachineType: Type, LoggingConfiguration: Logging }),
          ...defined({ TracingConfiguration: Tracing, DefinitionSubstitutions }),
          Tags: tagsOf(properties),
        },
      },
      ...(given === undefined && { [roleId]: executionRole(declaration, context) }),
      ...Object.assign({}, ...expandEvents(declaration, context).map(({ resources }) => resources)),
    },
  };
};

const tagsOf = ({ Tags }: PlainObject) => tagList({ "stateMachine:createdBy": "SAM", ...objectOf(Tags) });

/** A definition in the template stays a map, so that functions within it are evaluated where they stand. */
function definitionOf({ Definition, DefinitionUri }: PlainObject): PlainObject {
  if (Definition !== undefined) return { Definition };
  const place = codeLocation(DefinitionUri);
  return { DefinitionS3Location: isObject(place) ? { Bucket: place.S3Bucket, Key: place.S3Key } : place };
}

function executionRole(declaration: Declaration, context: SamContext): Generated {
  const { properties } = declaration;
  const { managed, inline } = rolePolicies(declaration, context);
  const tracing =
    String(objectOf(properties.Tracing).Enabled) === "true" ? [managedPolicy("AWSXrayWriteOnlyAccess")] : [];
  return {
    Type: "AWS::IAM::Role",
    Properties: {
      AssumeRolePolicyDocument: trustOf("states.amazonaws.com"),
      ManagedPolicyArns: [...managed, ...tracing],
      ...(inline.length > 0 && { Policies: inline }),
      ...defined({ Path: properties.RolePath }),
      ...pick(properties, ["PermissionsBoundary"]),
      Tags: tagsOf(properties),
    },
  };
}

function expandEvents(declaration: Declaration, context: SamContext): readonly EventExpansion[] {
  const target = stateMachineTarget(declaration);
  return readEvents(declaration, context).flatMap((event) => {
    const source = own(STATE_MACHINE_EVENTS, event.type);
    return source ? [source(event, target, context)] : [];
  });
}
