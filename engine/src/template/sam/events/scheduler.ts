import { objectOf, pick } from "../../plain-data.ts";
import { getAtt } from "../expansion/context.ts";
import { policyTo } from "../policies/inline.ts";
import type { EventSource } from "./event.ts";
import { deadLetterQueue, deliveryRole } from "./rule.ts";

const PASSED_PROPERTIES = [
  "Description",
  "EndDate",
  "GroupName",
  "KmsKeyArn",
  "ScheduleExpression",
  "ScheduleExpressionTimezone",
  "StartDate",
  "State",
];

/** ScheduleV2: a schedule of EventBridge Scheduler with the role in which it calls its target. */
export const schedulerSchedule: EventSource = (event, target) => {
  const { logicalId, properties } = event;
  const { RoleArn, Name, OmitName, FlexibleTimeWindow } = properties;
  const queue = deadLetterQueue(event);
  // Scheduler sends in its role's name: unlike EventBridge it needs no policy of the queue's.
  const { [`${logicalId}QueuePolicy`]: _policy, ...queueResources } = queue.resources;
  const roleId = `${logicalId}Role`;
  const toQueue = queue.arn === undefined ? [] : [objectOf(policyTo("SQS", queue.arn, logicalId))];
  const role = deliveryRole("scheduler.amazonaws.com", target, logicalId, toQueue);
  return {
    resources: {
      [logicalId]: {
        Type: "AWS::Scheduler::Schedule",
        Properties: {
          ...pick(properties, PASSED_PROPERTIES),
          ...(String(OmitName) !== "true" && { Name: Name ?? logicalId }),
          FlexibleTimeWindow: FlexibleTimeWindow ?? { Mode: "OFF" },
          Target: {
            Arn: target.arn,
            RoleArn: RoleArn ?? getAtt(roleId, "Arn"),
            ...pick(properties, ["Input", "RetryPolicy"]),
            ...(queue.arn !== undefined && { DeadLetterConfig: { Arn: queue.arn } }),
          },
        },
      },
      ...queueResources,
      ...(RoleArn === undefined && {
        [roleId]: { ...role, Properties: { ...role.Properties, ...pick(properties, ["PermissionsBoundary"]) } },
      }),
    },
  };
};
