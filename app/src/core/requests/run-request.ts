import type { RequestEnded } from "@portcullis/contract";
import { GivenUpError } from "../errors.ts";
import type { Log, Metrics } from "../ports.ts";
import type { Requests } from "./ports.ts";
import { CANCELLED, type KeptRequest, type Outcome, type RequestRef } from "./request.ts";
import { type OpenContext, openContext, type WorkContextDependencies } from "./work-context.ts";
import { WorkFailure, type Works } from "./work-definition.ts";

export interface RunRequestDependencies extends WorkContextDependencies {
  readonly requests: Pick<Requests, "claim" | "finish" | "find">;
  readonly works: Works;
  /** Address at which a request can be asked for. */
  readonly urlOf: (requestId: string) => string;
  readonly metrics: Metrics;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Log;
}

/** A request's turn, counted from 1. */
export interface Turn extends RequestRef {
  readonly attempt: number;
  /** Time that the function has for it. */
  readonly leftMs: number;
  readonly traceparent?: string | undefined;
}

/**
 * Number of times that work is tried. The queue gives one turn more, for the case that the last one ended without a
 * word (out of time or of memory): then nothing is tried, and the request ends as failed.
 */
export const WORK_ATTEMPTS = 3;

/** Time of a claim beyond what the function has: shorter than the queue waits before the next turn. */
const CLAIM_BEYOND_MS = 30_000;

/** DynamoDB takes 400 KB for an item. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const RESULT_MAX_BYTES = 256 * 1024;

const GIVEN_UP: Outcome = { status: "failed", error: { code: "failed", message: "The work failed." } };

/** Works on a request and tells its user. Rejects when it is to be tried again; with a `GivenUpError` it is not. */
export async function runRequest(turn: Turn, ports: RunRequestDependencies): Promise<void> {
  const request = await ports.requests.claim(turn, ports.now() + turn.leftMs + CLAIM_BEYOND_MS);
  if (request === "taken") throw new Error("Somebody else works on this request.");
  if (request === undefined) return;
  const outcome = request.outcome ?? (await end(request, turn, ports));
  // Again if it had ended before: perhaps nobody was told.
  await tell(request, outcome, ports);
  // An operator is to see it; the user has been told.
  if (outcome === GIVEN_UP) throw new GivenUpError(`The request ${turn.requestId} failed at every attempt.`);
}

async function end(request: KeptRequest, turn: Turn, ports: RunRequestDependencies): Promise<Outcome> {
  const own = turn.attempt > WORK_ATTEMPTS ? GIVEN_UP : await work(request, turn, ports);
  // The user may have cancelled it meanwhile. Unknown: it ended long ago, and nobody can ask for it any more.
  const kept = await ports.requests.finish(request, own);
  const outcome = isSame(kept, own) ? own : (kept ?? own);
  ports.metrics.count("RequestsEnded", 1, outcome.status);
  return outcome;
}

const isSame = (one: Outcome | undefined, other: Outcome) => JSON.stringify(one) === JSON.stringify(other);

/** Failure of streams whose work may be tried again. */
const INTERRUPTED = { code: "interrupted", message: "This was broken off." };

async function work(request: KeptRequest, turn: Turn, ports: RunRequestDependencies): Promise<Outcome> {
  const context = openContext({ ...turn, request }, ports);
  try {
    const outcome = await run(request, context, ports);
    await context.close(outcome.status === "failed" ? outcome.error : undefined);
    return outcome;
  } catch (error) {
    await context.close(INTERRUPTED);
    throw error;
  }
}

async function run(
  request: KeptRequest,
  context: OpenContext,
  { works, log }: RunRequestDependencies,
): Promise<Outcome> {
  const { name, input, requestId } = request;
  const one = Object.hasOwn(works, name) ? works[name] : undefined;
  try {
    if (!one) throw new WorkFailure("unknown_work", "This work is no longer done.");
    const result = await one.run(input, request, context);
    // Some sources just end when they are aborted: this is no whole result.
    if (context.isCancelled) return CANCELLED;
    if (Buffer.byteLength(JSON.stringify(result) ?? "") > RESULT_MAX_BYTES)
      throw new WorkFailure("result_too_large", "The result is too large to be kept.");
    return { status: "succeeded", result };
  } catch (error) {
    if (context.isCancelled) return CANCELLED;
    if (!(error instanceof WorkFailure)) throw error;
    log.info("A request failed", { requestId, cause: error.code });
    return { status: "failed", error: { code: error.code, message: error.message } };
  }
}

async function tell(request: KeptRequest, { status }: Outcome, { notifications, urlOf }: RunRequestDependencies) {
  const { requestId, name } = request;
  const message: RequestEnded = { requestId, name, status };
  await notifications.notify(request, { id: `request-${requestId}`, message, callback: urlOf(requestId) });
}
