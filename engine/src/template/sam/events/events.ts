import { own } from "../../plain-data.ts";
import type { Declaration } from "../../resources/declaration.ts";
import type { GeneratedResources, SamContext } from "../expansion/context.ts";
import type { EventExpansion, EventSource, EventTarget, SamEvent } from "./event.ts";
import { mappedSources } from "./mapped.ts";
import { pushSources } from "./push.ts";
import { readEvents } from "./read.ts";
import { eventRule, schedule } from "./rule.ts";
import { schedulerSchedule } from "./scheduler.ts";
import { snsSubscription } from "./sns.ts";

const FUNCTION_EVENTS: Readonly<Record<string, EventSource>> = {
  ...mappedSources,
  ...pushSources,
  CloudWatchEvent: eventRule,
  EventBridgeRule: eventRule,
  SNS: snsSubscription,
  Schedule: schedule,
  ScheduleV2: schedulerSchedule,
};

/** Expands all the events of one function. */
export function expandEvents(declaration: Declaration, target: EventTarget, context: SamContext) {
  const expansions = readEvents(declaration, context).map((event) => expandEvent(event, target, context));
  const resources: GeneratedResources = Object.assign({}, ...expansions.map((expansion) => expansion.resources));
  return {
    resources,
    managedPolicies: expansions.flatMap(({ managedPolicies = [] }) => managedPolicies),
    policies: expansions.flatMap(({ policies = [] }) => policies),
  };
}

function expandEvent(event: SamEvent, target: EventTarget, context: SamContext): EventExpansion {
  const source = own(FUNCTION_EVENTS, event.type);
  if (source) return source(event, target, context);
  const message = `Events of type ${event.type} do not reach the function here.`;
  context.notices.add("warning", "event-without-effect", message, {
    logicalId: target.logicalId,
    location: event.at,
  });
  return { resources: {} };
}
