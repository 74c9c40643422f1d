import type { Operation } from "../../../wire/http.ts";
import { type AnswerEvent, eventsOf } from "../answers/events.ts";
import { converseOutput } from "../models/converse.ts";
import type { Body } from "../models/model.ts";
import { answerStream, answerWhole, type Begun, begin, type OperationContext, type Part } from "./answer.ts";

export const converse =
  (context: OperationContext): Operation =>
  (call, signal) => {
    const begun = begin(call, signal, context);
    return answerWhole(begun, (latencyMs) => ({ ...converseOutput(begun.whole), metrics: { latencyMs } }));
  };

export const converseStream =
  (context: OperationContext): Operation =>
  (call, signal) => {
    const begun = begin(call, signal, context);
    return answerStream(begun, () => partsOf(begun));
  };

function* partsOf(begun: Begun): Generator<Part> {
  for (const timed of eventsOf(begun.whole)) {
    const { atMs } = timed;
    if ("failure" in timed) yield timed;
    else if (isSent(timed.event)) yield { atMs, type: timed.event.type, payload: payloadOf(timed.event, begun) };
  }
}

/** Only the use of a tool begins with an event. */
const isSent = (event: AnswerEvent) => event.type !== "contentBlockStart" || event.payload.kind === "toolUse";

function payloadOf(event: AnswerEvent, { stopwatch }: Begun): Body {
  if (event.type === "metadata") return { ...event.payload, metrics: { latencyMs: stopwatch.elapsedMs } };
  if (event.type !== "contentBlockStart") return event.payload;
  const { contentBlockIndex, start } = event.payload;
  return { contentBlockIndex, start };
}
