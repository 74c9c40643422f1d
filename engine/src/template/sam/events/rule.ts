import { defined, isObject, type PlainObject, pick, textOf } from "../../plain-data.ts";
import { type GeneratedResources, getAtt, ref } from "../expansion/context.ts";
import { policyTo, trustOf } from "../policies/inline.ts";
import { type EventSource, type EventTarget, permission, type SamEvent } from "./event.ts";

/** EventBridgeRule, CloudWatchEvent: events that match a pattern. */
export const eventRule: EventSource = (event, target) => {
  const { EventBusName, Pattern, RuleName } = event.properties;
  return ruleFor(event, target, { EventBusName, EventPattern: Pattern, Name: RuleName });
};

/** Schedule: a rule that EventBridge triggers by the clock. */
export const schedule: EventSource = (event, target) => {
  const { Schedule, Name, Description } = event.properties;
  return ruleFor(event, target, { ScheduleExpression: Schedule, Name, Description });
};

function ruleFor(event: SamEvent, target: EventTarget, trigger: PlainObject) {
  const { logicalId } = event;
  const queue = deadLetterQueue(event);
  const access = accessOf(event, target);
  return {
    resources: {
      ...queue.resources,
      [logicalId]: {
        Type: "AWS::Events::Rule",
        Properties: {
          ...defined({ ...trigger, State: stateOf(event.properties) }),
          Targets: [
            {
              Arn: target.arn,
              Id: targetId(event, target),
              ...access.target,
              ...pick(event.properties, ["Input", "InputPath", "InputTransformer", "RetryPolicy"]),
              ...(queue.arn !== undefined && { DeadLetterConfig: { Arn: queue.arn } }),
            },
          ],
        },
      },
      ...access.resources,
    },
  };
}

/** EventBridge takes ids of 64 characters at most. */
const LONGEST_TARGET_ID = 64;

function targetId({ logicalId, properties }: SamEvent, { service }: EventTarget): string {
  const given = isObject(properties.Target) ? textOf(properties.Target.Id) : undefined;
  const suffix = `${service}Target`;
  return given ?? `${logicalId.slice(0, LONGEST_TARGET_ID - suffix.length)}${suffix}`;
}

/** The resources that let EventBridge call the target: a function's permission, or a role to start executions. */
function accessOf({ logicalId, properties }: SamEvent, target: EventTarget) {
  const principal = "events.amazonaws.com";
  if (target.service === "Lambda") {
    const sourceArn = getAtt(logicalId, "Arn");
    return { target: {}, resources: { [`${logicalId}Permission`]: permission(target, { principal, sourceArn }) } };
  }
  if (properties.RoleArn !== undefined) return { target: { RoleArn: properties.RoleArn }, resources: {} };
  const roleId = `${logicalId}Role`;
  return {
    target: { RoleArn: getAtt(roleId, "Arn") },
    resources: { [roleId]: deliveryRole(principal, target, roleId) },
  };
}

/** A role in which a service may call the target, and no more. */
export const deliveryRole = (
  principal: string,
  { service, arn }: EventTarget,
  id: string,
  more: PlainObject[] = [],
) => ({
  Type: "AWS::IAM::Role",
  Properties: {
    AssumeRolePolicyDocument: trustOf(principal),
    Policies: [policyTo(service, arn, id), ...more],
  },
});

function stateOf({ State, Enabled }: PlainObject): unknown {
  if (State !== undefined || Enabled === undefined) return State;
  return String(Enabled) === "true" ? "ENABLED" : "DISABLED";
}

/** The queue for events that could not be delivered: a given one, or one that SAM makes. */
export function deadLetterQueue({ logicalId, properties }: SamEvent): {
  readonly arn?: unknown;
  readonly resources: GeneratedResources;
} {
  const { DeadLetterConfig } = properties;
  if (!isObject(DeadLetterConfig)) return { resources: {} };
  if (DeadLetterConfig.Arn !== undefined) return { arn: DeadLetterConfig.Arn, resources: {} };
  const queueId = textOf(DeadLetterConfig.QueueLogicalId) ?? `${logicalId}Queue`;
  const arn = getAtt(queueId, "Arn");
  return {
    arn,
    resources: {
      [queueId]: { Type: "AWS::SQS::Queue", Properties: {} },
      [`${logicalId}QueuePolicy`]: queuePolicy(queueId, {
        Principal: { Service: "events.amazonaws.com" },
        sourceArn: getAtt(logicalId, "Arn"),
        queueArn: arn,
      }),
    },
  };
}

interface QueuePolicyOptions {
  readonly Principal: unknown;
  readonly sourceArn: unknown;
  readonly queueArn: unknown;
  readonly queueUrl?: unknown;
}

/** Lets a service send to a queue in the name of one source. */
export const queuePolicy = (queueId: string, { Principal, sourceArn, queueArn, queueUrl }: QueuePolicyOptions) => ({
  Type: "AWS::SQS::QueuePolicy",
  Properties: {
    PolicyDocument: {
      Version: "2012-10-17",
      Statement: [
        {
          Action: "sqs:SendMessage",
          Effect: "Allow",
          Principal,
          Resource: queueArn,
          Condition: { ArnEquals: { "aws:SourceArn": sourceArn } },
        },
      ],
    },
    Queues: [queueUrl ?? ref(queueId)],
  },
});
