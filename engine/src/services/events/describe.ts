import { formatArn } from "../../languages/arn.ts";
import type { StackResource } from "../../template/model.ts";
import { type Describe, type DescribeContext, endOf, parsedJson } from "../contract/description/describe.ts";
import type { DescribedBus, DescribedRule } from "../contract/description/parts.ts";
import { DEFAULT_BUS } from "./buses/buses.ts";
import type { DeliveryTarget, RuleTarget } from "./buses/target.ts";
import { resourceTypes, splitRuleId } from "./resource-types.ts";

/** Describes buses, also those that rules listen to and nobody declares, rules and schedules. */
export const describeEvents: Describe = (resources, context) => {
  const ofType = (type: string) => resources.filter((resource) => resource.type === type);
  const rules = ofType("AWS::Events::Rule");
  const declared = ofType("AWS::Events::EventBus").map(describeBus);
  const named = [DEFAULT_BUS, ...rules.map(({ physicalId }) => splitRuleId(physicalId).busName)];
  const others = [...new Set(named)].filter((name) => !declared.some((bus) => bus.name === name));
  return {
    buses: [...declared, ...others.map((name) => undeclaredBus(name, context))],
    rules: [
      ...rules.map((rule) => describeRule(rule, context)),
      ...ofType("AWS::Scheduler::Schedule").map((schedule) => describeSchedule(schedule, context)),
    ],
  };
};

function describeBus(resource: StackResource): DescribedBus {
  const { Description: description } = resourceTypes["AWS::Events::EventBus"].schema.parse(resource.properties);
  const { logicalId, physicalId: name } = resource;
  return { logicalId, name, arn: String(resource.attribute("Arn")), ...(description && { description }) };
}

const undeclaredBus = (name: string, { stack: { partition, region, accountId } }: DescribeContext): DescribedBus => ({
  name,
  arn: formatArn({ partition, service: "events", region, accountId, resource: `event-bus/${name}` }),
});

function describeRule(resource: StackResource, context: DescribeContext): DescribedRule {
  const properties = resourceTypes["AWS::Events::Rule"].schema.parse(resource.properties);
  const { Description: description, EventPattern, ScheduleExpression: schedule, State, Targets } = properties;
  return {
    logicalId: resource.logicalId,
    kind: "rule",
    ...splitRuleId(resource.physicalId),
    arn: String(resource.attribute("Arn")),
    ...(description && { description }),
    ...(EventPattern !== undefined && { pattern: parsedJson(EventPattern) }),
    ...(schedule !== undefined && { schedule }),
    enabled: State !== "DISABLED",
    targets: Targets.map((target) => describeTarget(target.Id, target, context)),
  };
}

function describeSchedule(resource: StackResource, context: DescribeContext): DescribedRule {
  const properties = resourceTypes["AWS::Scheduler::Schedule"].schema.parse(resource.properties);
  const { ScheduleExpression: schedule, ScheduleExpressionTimezone: timezone, State, Target } = properties;
  return {
    logicalId: resource.logicalId,
    kind: "schedule",
    name: resource.physicalId,
    arn: String(resource.attribute("Arn")),
    schedule,
    timezone,
    enabled: State === "ENABLED",
    targets: [describeTarget("target", Target, context)],
  };
}

type Target = DeliveryTarget & Partial<Pick<RuleTarget, "InputPath" | "InputTransformer">>;

function describeTarget(id: string, target: Target, context: DescribeContext): DescribedRule["targets"][number] {
  const { Arn, Input, InputPath, InputTransformer, DeadLetterConfig } = target;
  const input = Input === undefined ? (InputPath ?? InputTransformer) : parsedJson(Input);
  return {
    id,
    ...endOf(Arn, context),
    ...(input !== undefined && { input }),
    ...(DeadLetterConfig?.Arn !== undefined && { deadLetter: endOf(DeadLetterConfig.Arn, context) }),
  };
}
