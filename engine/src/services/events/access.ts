import {
  type AccessRow,
  accessByOperation,
  arnIn,
  each,
  listOf,
  memberConditions,
  type Need,
  recordOf,
  textOf,
} from "../../iam/index.ts";
import type { ServiceContext } from "../contract/service.ts";
import { busNameOf, DEFAULT_BUS, ruleResource } from "./buses/buses.ts";

type Context = Pick<ServiceContext, "stack">;
type Row = AccessRow<Context>;

const eventsArn = (resource: string, { stack }: Context) => arnIn(stack, "events", resource);

const busName = (nameOrArn: unknown) => busNameOf(textOf(nameOrArn)) || DEFAULT_BUS;

/** A bus that is given by its ARN may be another account's. */
const busArn = (nameOrArn: unknown, context: Context) =>
  textOf(nameOrArn).startsWith("arn:") ? textOf(nameOrArn) : eventsArn(`event-bus/${busName(nameOrArn)}`, context);

const onBus: Row = ({ Name }, context) => [{ resource: busArn(Name, context) }];

const ruleArn = (rule: unknown, bus: unknown, context: Context) =>
  eventsArn(ruleResource(textOf(rule), busName(bus)), context);

const onNamedRule: Row = ({ Name, EventBusName }, context) => [{ resource: ruleArn(Name, EventBusName, context) }];
const onRule: Row = ({ Rule, EventBusName }, context) => [{ resource: ruleArn(Rule, EventBusName, context) }];

const putTargets: Row = (input, context) => {
  const arns = listOf(input.Targets).map((target) => textOf(recordOf(target).Arn));
  return onRule(input, context).map((need) => ({ ...need, context: { "events:TargetArn": arns } }));
};

/** One need for each bus, source and detail type; events that agree in these are allowed together. */
const putEvents: Row = ({ Entries }, context) => {
  const needs = listOf(Entries).map((entry) => eventNeed(recordOf(entry), context));
  return [...new Map(needs.map((need) => [JSON.stringify(need), need])).values()];
};

function eventNeed({ EventBusName, Source, DetailType }: Readonly<Record<string, unknown>>, context: Context): Need {
  const event = { source: Source, "detail-type": DetailType, eventBusInvocation: false };
  return {
    resource: busArn(EventBusName, context),
    context: memberConditions("events", event, Object.keys(event)),
  };
}

/**
 * Permissions that a call needs.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html
 */
export const accessOf = accessByOperation<Context>("events", {
  ...each(["CreateEventBus", "DeleteEventBus", "DescribeEventBus", "UpdateEventBus"], onBus),
  ...each(["DeleteRule", "DescribeRule", "DisableRule", "EnableRule", "PutRule"], onNamedRule),
  ...each(["ListTargetsByRule", "RemoveTargets"], onRule),
  ...each(["ListTagsForResource", "TagResource", "UntagResource"], ({ ResourceARN }) => [
    { resource: textOf(ResourceARN) },
  ]),
  PutEvents: putEvents,
  PutTargets: putTargets,
});
