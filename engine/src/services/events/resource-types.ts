import { z } from "zod";
import { stableId } from "../../kernel/random.ts";
import { formatArn } from "../../languages/arn.ts";
import type { ResourceType, StackIdentity } from "../../template/model.ts";
import { physicalName } from "../../template/physical-name.ts";
import { busNameOf, DEFAULT_BUS, ruleResource } from "./buses/buses.ts";
import { ruleTarget, scheduleTarget } from "./buses/target.ts";

const rule = z.object({
  Name: z.string().optional(),
  Description: z.string().optional(),
  EventBusName: z.string().optional(),
  EventPattern: z.union([z.record(z.string(), z.unknown()), z.string()]).optional(),
  ScheduleExpression: z.string().optional(),
  State: z.enum(["ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"]).default("ENABLED"),
  Targets: z.array(ruleTarget).default([]),
});

export type RuleProperties = z.output<typeof rule>;

const eventBus = z.object({ Name: z.string(), Description: z.string().optional() });

export type EventBusProperties = z.output<typeof eventBus>;

/** Other accounts' rights, of which there are none here. */
const eventBusPolicy = z.object({ StatementId: z.string() });

const schedule = z.object({
  Name: z.string().optional(),
  GroupName: z.string().default("default"),
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().default("UTC"),
  StartDate: z.iso.datetime({ offset: true }).optional(),
  EndDate: z.iso.datetime({ offset: true }).optional(),
  State: z.enum(["ENABLED", "DISABLED"]).default("ENABLED"),
  /** Read only to be checked: a schedule runs at its time here. */
  FlexibleTimeWindow: z.object({
    Mode: z.enum(["OFF", "FLEXIBLE"]),
    MaximumWindowInMinutes: z.coerce.number().int().min(1).max(1440).optional(),
  }),
  Target: scheduleTarget,
});

export type ScheduleProperties = z.output<typeof schedule>;

const scheduleGroup = z.object({ Name: z.string().optional() });

/** Rule and schedule names have at most 64 characters. */
const LONGEST_NAME = 64;

const arn = (service: string, resource: string, { partition, region, accountId }: StackIdentity) =>
  formatArn({ partition, service, region, accountId, resource });

const named = (logicalId: string, { Name }: Readonly<Record<string, unknown>>, stack: StackIdentity) =>
  typeof Name === "string" ? Name : physicalName(logicalId, stack, { maxLength: LONGEST_NAME });

/** `Ref` of a rule on a bus of its own is `{bus}|{rule}`. */
export const splitRuleId = (physicalId: string) => {
  const [first = "", second] = physicalId.split("|");
  return second === undefined ? { busName: DEFAULT_BUS, name: first } : { busName: first, name: second };
};

const ruleType: ResourceType<RuleProperties> = {
  schema: rule,
  ref(logicalId, properties, stack) {
    const { EventBusName } = properties;
    const bus = busNameOf(typeof EventBusName === "string" ? EventBusName : undefined);
    const name = named(logicalId, properties, stack);
    return bus === DEFAULT_BUS ? name : `${bus}|${name}`;
  },
  attributes: {
    Arn(physicalId, stack) {
      const { busName, name } = splitRuleId(physicalId);
      return arn("events", ruleResource(name, busName), stack);
    },
  },
};

const eventBusType: ResourceType<EventBusProperties> = {
  schema: eventBus,
  ref: named,
  attributes: {
    Arn: (name, stack) => arn("events", `event-bus/${name}`, stack),
    Name: (name) => name,
    Policy: () => "",
  },
};

const scheduleType: ResourceType<ScheduleProperties> = {
  schema: schedule,
  ref: named,
  attributes: {
    Arn: (name, stack, { GroupName = "default" }) => arn("scheduler", `schedule/${GroupName}/${name}`, stack),
  },
};

export const resourceTypes = {
  "AWS::Events::Rule": ruleType,
  "AWS::Events::EventBus": eventBusType,
  "AWS::Events::EventBusPolicy": {
    schema: eventBusPolicy,
    ref: (logicalId, _properties, stack) => stableId(`${stack.id}/${logicalId}`, 12),
  },
  "AWS::Scheduler::Schedule": scheduleType,
  "AWS::Scheduler::ScheduleGroup": {
    schema: scheduleGroup,
    ref: named,
    attributes: { Arn: (name, stack) => arn("scheduler", `schedule-group/${name}`, stack), State: () => "ACTIVE" },
  },
} satisfies Record<string, ResourceType>;
