import { z } from "zod";
import { ServiceError } from "../../kernel/errors.ts";
import { explainMismatches } from "../../languages/event-pattern/explain.ts";
import type { Control, Controls } from "../contract/description/control.ts";
import type { Bus, Buses } from "./buses/buses.ts";
import type { EventEnvelope } from "./buses/envelope.ts";
import type { Rule } from "./buses/rule.ts";

/** Tells why rules do not match an event: AWS tells of one pattern whether it does. */
export function controlsOf(buses: Buses, complete: (event: object) => EventEnvelope): Controls {
  const test: Control = async ({ readBody }) => {
    const parsed = testRequest.safeParse(await readBody());
    if (!parsed.success) throw new ServiceError("InvalidRequest", parsed.error.issues[0]?.message ?? "");
    const { bus, event: given } = parsed.data;
    const event = complete(given);
    const asked = bus === undefined ? buses.list() : [buses.get(bus)];
    return { event, rules: rulesOf(asked).flatMap((rule) => outcome(rule, event)) };
  };

  return { "POST rules/test": test };
}

const rulesOf = (buses: readonly Bus[]) => buses.flatMap(({ rules }) => [...rules.values()]);

const testRequest = z.strictObject({
  event: z.record(
    z.string(),
    z.unknown(),
    "event is the event as a rule sees it: an object with source, detail-type and detail.",
  ),
  bus: z.string("bus is the name of an event bus.").optional(),
});

/** A rule that only has a schedule matches no event. */
function outcome(
  { name, busName, arn, enabled, eventPattern, targets }: Rule,
  event: EventEnvelope,
): readonly object[] {
  if (eventPattern === undefined) return [];
  const mismatches = explainMismatches(eventPattern, event);
  const matches = mismatches.length === 0;
  return [
    { name, bus: busName, arn, enabled, matches, mismatches, targets: [...targets.values()].map(({ Arn }) => Arn) },
  ];
}
