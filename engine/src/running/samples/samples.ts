import { UserError } from "../../kernel/errors.ts";
import { nearestName } from "../../kernel/words/nearest-name.ts";
import type { RunningEngine } from "../running-engine.ts";
import { findFunction, readStack } from "../running-stack.ts";
import { missing } from "./apis.ts";
import type { Sample, SampleContext } from "./context.ts";
import { http, httpAuthorizer } from "./http.ts";
import { dynamodb, sns, sqs } from "./records.ts";
import { eventbridge, schedule } from "./rules.ts";
import { connect, disconnect, message, webSocketAuthorizer } from "./websocket.ts";

export interface SampleKind {
  readonly kind: string;
  readonly summary: string;
  readonly make: (context: SampleContext) => Promise<Sample>;
}

/** An HTTP API's where the function is its authorizer, else a WebSocket API's. */
async function authorizer(context: SampleContext): Promise<Sample> {
  const made = (await httpAuthorizer(context)) ?? (await webSocketAuthorizer(context));
  if (!made) throw missing("API");
  return made;
}

/** The events of which there are samples. */
export const sampleKinds: readonly SampleKind[] = [
  { kind: "connect", summary: "$connect of a WebSocket API", make: connect },
  { kind: "message", summary: "a message on the function's route", make: message },
  { kind: "disconnect", summary: "$disconnect of a WebSocket API", make: disconnect },
  { kind: "authorizer", summary: "the question to a Lambda authorizer", make: authorizer },
  { kind: "http", summary: "a request to an HTTP API, a REST API or a function's URL", make: http },
  { kind: "sqs", summary: "a message of the function's queue", make: sqs },
  { kind: "sns", summary: "a notification of the function's topic", make: sns },
  { kind: "dynamodb", summary: "a record of the function's stream, with the keys of its table", make: dynamodb },
  { kind: "eventbridge", summary: "an event that the function's rule lets through", make: eventbridge },
  { kind: "schedule", summary: "an event of the function's schedule", make: schedule },
];

/** An event of a kind, made from the values of the running stack. */
export async function makeSample(kind: string, context: SampleContext): Promise<Sample> {
  const found = sampleKinds.find((each) => each.kind === kind);
  if (found) return found.make(context);
  const kinds = sampleKinds.map((each) => each.kind);
  const meant = nearestName(kind, kinds);
  throw new UserError(`There is no sample ${kind}.${meant === undefined ? "" : ` Did you mean ${meant}?`}`, {
    hint: `There is ${kinds.join(", ")}.`,
  });
}

/** Samples for the functions of one engine, by their logical ids. */
export interface Samples {
  readonly kinds: readonly Pick<SampleKind, "kind" | "summary">[];
  /** Rejects with a `UserError` when the stack has nothing to make that sample from. */
  make(kind: string, functionId: string): Promise<Sample>;
}

export const createSamples = (engine: RunningEngine): Samples => ({
  kinds: sampleKinds.map(({ kind, summary }) => ({ kind, summary })),
  async make(kind, functionId) {
    const stack = await readStack(engine);
    return makeSample(kind, { engine, stack, target: findFunction(functionId, stack) });
  },
});
