import type { RequestEnded } from "@portcullis/contract";
import { GivenUpError } from "../errors.ts";
import type { Log, Metrics } from "../ports.ts";
import type { Notifications, Requests } from "./ports.ts";
import type { KeptRequest, Outcome, RequestRef } from "./request.ts";
import { WorkFailure, type Works } from "./work-definition.ts";

export interface RunRequestDependencies {
  readonly requests: Pick<Requests, "claim" | "finish">;
  readonly notifications: Notifications;
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
}

/**
 * Number of times that work is tried. The queue gives one turn more, for the case that the last one ended without a
 * word (out of time or of memory): then nothing is tried, and the request ends as failed.
 */
export const WORK_ATTEMPTS = 3;

/** Time of a claim: longer than the function may run, shorter than the queue waits before the next turn. */
const CLAIM_MS = 90_000;

/** DynamoDB takes 400 KB for an item. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const RESULT_MAX_BYTES = 256 * 1024;

const GIVEN_UP: Outcome = { status: "failed", error: { code: "failed", message: "The work failed." } };

/** Works on a request and tells its user. Rejects when it is to be tried again; with a `GivenUpError` it is not. */
export async function runRequest(turn: Turn, ports: RunRequestDependencies): Promise<void> {
  const request = await ports.requests.claim(turn, ports.now() + CLAIM_MS);
  if (request === "taken") throw new Error("Somebody else works on this request.");
  if (request === undefined) return;
  const outcome = request.outcome ?? (await end(request, turn.attempt, ports));
  // Again if it had ended before: perhaps nobody was told.
  await tell(request, outcome, ports);
  // An operator is to see it; the user has been told.
  if (outcome === GIVEN_UP) throw new GivenUpError(`The request ${turn.requestId} failed at every attempt.`);
}

async function end(request: KeptRequest, attempt: number, ports: RunRequestDependencies): Promise<Outcome> {
  const outcome = attempt > WORK_ATTEMPTS ? GIVEN_UP : await work(request, ports);
  await ports.requests.finish(request, outcome);
  ports.metrics.count("RequestsEnded", 1, outcome.status);
  return outcome;
}

async function work(request: KeptRequest, { works, log }: RunRequestDependencies): Promise<Outcome> {
  const { name, input, requestId } = request;
  const one = Object.hasOwn(works, name) ? works[name] : undefined;
  try {
    if (!one) throw new WorkFailure("unknown_work", "This work is no longer done.");
    const result = await one.run(input, request);
    if (Buffer.byteLength(JSON.stringify(result) ?? "") > RESULT_MAX_BYTES)
      throw new WorkFailure("result_too_large", "The result is too large to be kept.");
    return { status: "succeeded", result };
  } catch (error) {
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
