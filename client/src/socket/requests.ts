import type { Clock } from "../clock.ts";
import { PortcullisError } from "../errors.ts";
import type { Answer } from "../messages.ts";
import type { Connection } from "./connection.ts";

/** Type of the answer to each action. */
const ANSWERS = {
  subscribe: "subscribed",
  unsubscribe: "unsubscribed",
  authenticate: "authenticated",
  presence: "presence",
} as const;

type Action = keyof typeof ANSWERS;
type AnswerTo<A extends Action> = Extract<Answer, { type: (typeof ANSWERS)[A] }>;

type Outcome = Answer | PortcullisError;

export interface Requests {
  /** Sends a request. Resolves with its answer, rejects with a PortcullisError. */
  ask<A extends Action>(action: A, fields: object): Promise<AnswerTo<A>>;
  /**
   * Ends the request with this id, or the one that waits alone: what names no request can only be meant for that.
   * Returns false if there is none.
   */
  settle(outcome: Outcome, requestId: string | undefined): boolean;
  failAll(error: PortcullisError): void;
}

/** One second more than API Gateway gives an integration. */
const TIMEOUT_MS = 30_000;

/** Keeps the requests on their way, by the `requestId` that the server repeats in its answer. */
export function createRequests(clock: Clock, connection: Pick<Connection, "send">): Requests {
  const pending = new Map<string, (outcome: Outcome) => void>();
  let count = 0;

  function settle(outcome: Outcome, requestId = onlyOne()): boolean {
    const end = pending.get(requestId);
    pending.delete(requestId);
    end?.(outcome);
    return end !== undefined;
  }

  function onlyOne(): string {
    const [first = "", second] = pending.keys();
    return second ? "" : first;
  }

  return {
    ask(action, fields) {
      count += 1;
      const requestId = String(count);
      return new Promise((resolve, reject) => {
        if (!connection.send({ action, ...fields, requestId })) return reject(new PortcullisError("connection_lost"));
        const cancelTimer = clock.after(TIMEOUT_MS, () => settle(new PortcullisError("request_timeout"), requestId));
        pending.set(requestId, (outcome) => {
          cancelTimer();
          if (outcome instanceof PortcullisError) reject(outcome);
          else if (isAnswerTo(action, outcome)) resolve(outcome);
          else reject(new PortcullisError("invalid_frame"));
        });
      });
    },
    settle,
    failAll(error) {
      for (const requestId of pending.keys()) settle(error, requestId);
    },
  };
}

function isAnswerTo<A extends Action>(action: A, answer: Answer): answer is AnswerTo<A> {
  return answer.type === ANSWERS[action];
}
