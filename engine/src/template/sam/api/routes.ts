import type { Declaration } from "../../resources/declaration.ts";
import type { EventTarget, SamEvent } from "../events/event.ts";
import { readEvents } from "../events/read.ts";
import { apiIdOf, type RouteEventType, routeKey } from "../events/route-event.ts";
import { functionTarget, stateMachineTarget } from "../events/targets.ts";
import type { SamContext } from "../expansion/context.ts";

/** A method of an API that an `Api` or `HttpApi` event asks for. */
export interface SamRoute {
  readonly path: string;
  /** The method in lower case; `any` for all. */
  readonly method: string;
  readonly event: SamEvent;
  readonly target: EventTarget;
}

/** The routes that events of all functions and state machines add to one API. */
export function routesOf(apiId: string, type: RouteEventType, context: SamContext): readonly SamRoute[] {
  return [...context.declarations.values()].flatMap((declaration) => {
    const target = targetOf(declaration, context);
    if (!target) return [];
    return readEvents(declaration, context)
      .filter((event) => event.type === type && apiIdOf(event, type) === apiId)
      .map((event) => ({ ...routeKey(event), event, target }));
  });
}

const TARGETS: Readonly<Record<string, (declaration: Declaration, context: SamContext) => EventTarget>> = {
  "AWS::Serverless::Function": functionTarget,
  "AWS::Serverless::StateMachine": stateMachineTarget,
};

const targetOf = (declaration: Declaration, context: SamContext) => TARGETS[declaration.type]?.(declaration, context);
