import type { PlainObject } from "../plain-data.ts";
import { type Declaration, declare } from "../resources/declaration.ts";
import { readEvents } from "./events/read.ts";
import { apiIdOf, ROUTE_EVENTS, type RouteEventType } from "./events/route-event.ts";
import type { SamContext } from "./expansion/context.ts";

const OWNERS = ["AWS::Serverless::Function", "AWS::Serverless::StateMachine"];
const EVENT_TYPES: readonly RouteEventType[] = ["Api", "HttpApi"];

/** The APIs that SAM makes for `Api` and `HttpApi` events which name none: they stand where the first such event does. */
export function implicitApis(context: SamContext): readonly Declaration[] {
  const owners = [...context.declarations.values()].filter(({ type }) => OWNERS.includes(type));
  const events = owners.flatMap((owner) => readEvents(owner, context));
  return EVENT_TYPES.flatMap((type) => {
    const { implicitId, apiType } = ROUTE_EVENTS[type];
    const first = events.find((event) => event.type === type && apiIdOf(event, type) === implicitId);
    if (!first || context.declarations.has(implicitId)) return [];
    const body: PlainObject = { Type: apiType };
    return [declare(implicitId, apiType, body, first.at)];
  });
}
