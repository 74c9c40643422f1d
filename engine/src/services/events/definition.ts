import { createDisposables } from "../../kernel/disposables.ts";
import { messageOf, ServiceError, UserError } from "../../kernel/errors.ts";
import { uuid } from "../../kernel/random.ts";
import { parseArn } from "../../languages/arn.ts";
import { parseExactJson } from "../../languages/exact-json.ts";
import { parseScheduleExpression, type Schedule } from "../../languages/schedule-expression/schedule-expression.ts";
import type { StackResource } from "../../template/model.ts";
import type { Operation } from "../../wire/http.ts";
import { isKnownWhole } from "../contract/properties.ts";
import type { Service, ServiceContext, ServiceDefinition } from "../contract/service.ts";
import { accessOf } from "./access.ts";
import { Buses } from "./buses/buses.ts";
import { type EventEnvelope, formatEventTime } from "./buses/envelope.ts";
import { compileRule, type TemplateRule } from "./buses/rule.ts";
import { checkTargets } from "./buses/target-check.ts";
import { controlsOf } from "./controls.ts";
import { describeEvents } from "./describe.ts";
import { dueMoments, type Scheduled } from "./due.ts";
import * as busOperations from "./operations/buses.ts";
import { putEvents } from "./operations/put-events.ts";
import * as rules from "./operations/rules.ts";
import { resourceTypes, type ScheduleProperties, splitRuleId } from "./resource-types.ts";
import { checkInput, startSchedule } from "./schedules.ts";

/** EventBridge: buses and rules, and the schedules of EventBridge Scheduler. */
export const events: ServiceDefinition = {
  name: "events",
  title: "EventBridge",
  protocols: [{ kind: "json-1.1", targetPrefix: "AWSEvents" }],
  resourceTypes,
  review(_stack, resources) {
    for (const resource of resources.filter(isKnownWhole)) reviewResource(resource);
    return [];
  },
  describe: describeEvents,
  create(context, resources) {
    const buses = new Buses(context);
    for (const { type, physicalId, properties } of resources)
      if (type === "AWS::Events::EventBus")
        buses.deploy(physicalId, resourceTypes[type].schema.parse(properties).Description);
    const ruleArns = resources.flatMap((resource) =>
      resource.type === "AWS::Events::Rule" ? [deployRule(buses, resource)] : [],
    );
    buses.retireRules(new Set(ruleArns));
    return createService(buses, context, resources);
  },
};

/** Returns the rule's ARN. */
function deployRule(buses: Buses, resource: StackResource): string {
  const rule = readRule(resource);
  const { busName, arn } = rule.description;
  // A bus that another stack made on AWS: events for it can only come from here.
  if (!buses.find(busName)) buses.add(busName);
  buses.deployRule(rule);
  return arn;
}

/** A mistake in a rule is the template's: its place is told. */
function readRule(resource: StackResource): TemplateRule {
  const { EventPattern, ScheduleExpression, State, Targets, Description } = resourceTypes[
    "AWS::Events::Rule"
  ].schema.parse(resource.properties);
  const description = {
    ...splitRuleId(resource.physicalId),
    arn: String(resource.attribute("Arn")),
    description: Description,
    eventPattern: typeof EventPattern === "object" ? JSON.stringify(EventPattern) : EventPattern,
    scheduleExpression: ScheduleExpression,
    enabled: State !== "DISABLED",
  };
  try {
    compileRule(description);
    checkTargets(Targets);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw new UserError(`${resource.logicalId}: ${error.message}`, { location: resource.location, cause: error });
  }
  return { description, targets: Targets };
}

/** Throws for what AWS would refuse when the stack is deployed. */
function reviewResource(resource: StackResource): void {
  if (resource.type === "AWS::Events::Rule") readRule(resource);
  if (resource.type === "AWS::Scheduler::Schedule")
    readSchedule(resourceTypes[resource.type].schema.parse(resource.properties), resource);
}

function createService(buses: Buses, context: ServiceContext, resources: readonly StackResource[]): Service {
  const disposables = createDisposables();
  disposables.use(buses);
  const schedules: Scheduled[] = [];

  return {
    access: (call) => accessOf(call, context),
    operations: operationsOf(buses, context),
    controls: controlsOf(buses, (event) => completeEvent(JSON.stringify(event), context)),
    receives: {
      /** The payload is an event: of a rule whose target is this bus, or of another service. */
      async deliver(arn, payload, { sourceArn = "" }, options) {
        const fromBus = parseArn(sourceArn)?.service === "events";
        const arrival = { fromBus, traceHeader: options?.traceHeader };
        buses.publish(buses.get(arn), completeEvent(payload, context), arrival);
      },
    },
    due: () => dueMoments([...buses.scheduled(), ...schedules], resources),
    start() {
      buses.deliveries.resume();
      for (const resource of resources)
        if (resource.type === "AWS::Scheduler::Schedule")
          schedules.push(disposables.use(runTemplateSchedule(buses, resource, context)));
    },
    [Symbol.asyncDispose]: () => disposables[Symbol.asyncDispose](),
  };
}

/** Adds the members of an event's envelope that its sender left out. */
function completeEvent(payload: string, { stack, clock, random }: ServiceContext): EventEnvelope {
  const event = parseExactJson(payload) as Partial<EventEnvelope>;
  return {
    version: "0",
    id: uuid(random),
    "detail-type": "",
    source: "",
    account: stack.accountId,
    time: formatEventTime(clock.now()),
    region: stack.region,
    resources: [],
    detail: {},
    ...event,
  };
}

function runTemplateSchedule(buses: Buses, resource: StackResource, context: ServiceContext) {
  const properties = resourceTypes["AWS::Scheduler::Schedule"].schema.parse(resource.properties);
  const { ScheduleExpression, State, StartDate, EndDate } = properties;
  const description = {
    arn: String(resource.attribute("Arn")),
    target: properties.Target,
    schedule: readSchedule(properties, resource),
    beginsAtOnce: State === "ENABLED" && StartDate === undefined && ScheduleExpression.startsWith("rate("),
    startAt: StartDate === undefined ? undefined : Date.parse(StartDate),
    endAt: EndDate === undefined ? undefined : Date.parse(EndDate),
  };
  return startSchedule(description, buses.deliveries, context);
}

function readSchedule(properties: ScheduleProperties, { logicalId, location }: StackResource): Schedule {
  const { ScheduleExpression, ScheduleExpressionTimezone, State, StartDate, EndDate, Target } = properties;
  const [startAt, endAt] = [StartDate, EndDate].map((date) => (date === undefined ? undefined : Date.parse(date)));
  try {
    checkInput(Target);
    if (startAt !== undefined && endAt !== undefined && endAt <= startAt)
      throw new UserError("EndDate has to be later than StartDate.");
    const schedule = parseExpression(ScheduleExpression, ScheduleExpressionTimezone, startAt);
    return State === "ENABLED" ? schedule : { next: () => undefined };
  } catch (error) {
    throw new UserError(`${logicalId}: ${messageOf(error)}`, { location, cause: error });
  }
}

function parseExpression(expression: string, timeZone: string, startAt: number | undefined): Schedule {
  try {
    return parseScheduleExpression(expression, timeZone, { anyUnit: true, startAt });
  } catch (error) {
    throw new UserError(`Invalid Schedule Expression ${expression}. ${messageOf(error)}`);
  }
}

function operationsOf(buses: Buses, context: ServiceContext): Record<string, Operation> {
  return {
    CreateEventBus: busOperations.createEventBus(buses),
    DeleteEventBus: busOperations.deleteEventBus(buses),
    DeleteRule: rules.deleteRule(buses),
    DescribeEventBus: busOperations.describeEventBus(buses),
    DescribeRule: rules.describeRule(buses, context.stack.accountId),
    DisableRule: rules.setRuleState(buses, false),
    EnableRule: rules.setRuleState(buses, true),
    ListEventBuses: busOperations.listEventBuses(buses),
    ListRuleNamesByTarget: rules.listRuleNamesByTarget(buses),
    ListRules: rules.listRules(buses),
    ListTargetsByRule: rules.listTargetsByRule(buses),
    PutEvents: putEvents(buses, context),
    PutRule: rules.putRule(buses),
    PutTargets: rules.putTargets(buses),
    RemoveTargets: rules.removeTargets(buses),
    TestEventPattern: busOperations.testEventPattern(),
  };
}
