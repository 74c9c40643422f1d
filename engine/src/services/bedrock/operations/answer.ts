import { ServiceError } from "../../../kernel/errors.ts";
import type { Recorder } from "../../../kernel/journal.ts";
import type { ApiCall, HttpReply } from "../../../wire/http.ts";
import { EVENT_STREAM, encodeJsonEvent, type JsonEvent } from "../../../wire/protocols/event-stream.ts";
import type { ServiceContext } from "../../contract/service.ts";
import type { createChoice } from "../answers/choose.ts";
import { type Whole, wholeOf } from "../answers/events.ts";
import type { Failure } from "../answers/pieces.ts";
import { type Answer, ERROR_STATUS } from "../answers/schema.ts";
import type { Body } from "../models/model.ts";
import { questionOf } from "./question.ts";
import { type Stopwatch, startStopwatch } from "./time.ts";

export interface OperationContext extends Pick<ServiceContext, "clock" | "random" | "journal"> {
  readonly choose: ReturnType<typeof createChoice>;
}

/** An answer that has begun. */
export interface Begun {
  readonly modelId: string;
  readonly answer: Answer;
  readonly whole: Whole;
  readonly stopwatch: Stopwatch;
  readonly journal: Recorder;
  readonly signal: AbortSignal;
}

export function begin(call: ApiCall, signal: AbortSignal, context: OperationContext): Begun {
  const { clock, random, journal, choose } = context;
  const question = questionOf(call);
  const answer = choose(question);
  const { modelId } = question;
  journal.record("bedrock", "answer", { operation: call.operation, modelId });
  const whole = wholeOf(answer, { prompt: question.prompt, random });
  return { modelId, answer, whole, journal, signal, stopwatch: startStopwatch(clock, signal) };
}

export const errorOf = ({ error, message }: Failure): ServiceError =>
  new ServiceError(error, message, { status: ERROR_STATUS[error] });

/** A whole answer, when all of it would have come. */
export async function answerWhole(begun: Begun, bodyOf: (latencyMs: number) => Body): Promise<HttpReply> {
  const { whole, stopwatch } = begun;
  await stopwatch.until(whole.endsAtMs);
  if (whole.failure) throw errorOf(whole.failure);
  const body = JSON.stringify(bodyOf(stopwatch.elapsedMs));
  return { status: 200, headers: { "content-type": "application/json", ...countsOf(begun) }, body };
}

/** The headers of InvokeModel that tell what would be paid for. */
const countsOf = ({ whole: { usage }, stopwatch }: Begun) => ({
  "x-amzn-bedrock-input-token-count": String(usage.inputTokens),
  "x-amzn-bedrock-output-token-count": String(usage.outputTokens),
  "x-amzn-bedrock-invocation-latency": String(stopwatch.elapsedMs),
});

/** A part of a stream, in the service's own terms. */
export type Part = { readonly atMs: number } & (
  | { readonly type: string; readonly payload: Body }
  | { readonly failure: Failure }
);

/** Streams an answer. Where the first thing to come is an error, that is the answer. */
export async function answerStream(
  begun: Begun,
  partsOf: () => Iterable<Part>,
  headers: Readonly<Record<string, string>> = {},
): Promise<HttpReply> {
  const { failure, blocks } = begun.whole;
  const hasBodies = begun.answer.chunks?.some(({ body }) => body !== undefined);
  if (failure && blocks.length === 0 && !hasBodies) {
    await begun.stopwatch.until(failure.atMs);
    throw errorOf(failure);
  }
  return { status: 200, headers: { "content-type": EVENT_STREAM, ...headers }, stream: framesOf(begun, partsOf()) };
}

async function* framesOf({ stopwatch, signal }: Begun, parts: Iterable<Part>): AsyncGenerator<Buffer> {
  for (const part of parts) {
    await stopwatch.until(part.atMs);
    if (signal.aborted) return;
    yield encodeJsonEvent("failure" in part ? exceptionOf(part.failure) : part);
  }
}

/** Events name an error as the member of their union that it is: with a small letter. */
const memberOf = (error: string) => error.charAt(0).toLowerCase() + error.slice(1);

const exceptionOf = ({ error, message }: Failure): JsonEvent => ({ exception: memberOf(error), payload: { message } });
