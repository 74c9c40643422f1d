import type { Clock } from "./clock.ts";
import type { Connection } from "./connection.ts";
import { PortcullisError } from "./errors.ts";
import type { Answer } from "./messages.ts";

/** Which answer belongs to which action. */
const ANSWERS = { subscribe: "subscribed", unsubscribe: "unsubscribed", authenticate: "authenticated" } as const;

type Action = keyof typeof ANSWERS;
type AnswerTo<A extends Action> = Extract<Answer, { type: (typeof ANSWERS)[A] }>;

export interface Requests {
  /** Sends a request. Resolves with its answer, rejects with a PortcullisError. */
  ask<A extends Action>(action: A, fields: object): Promise<AnswerTo<A>>;
  /** An answer that nobody waits for (any more) has no effect. */
  settle(answer: Answer): void;
  /** Rejects a request; false if nobody waits for it. Without a requestId it can only be meant for one that waits alone. */
  fail(error: PortcullisError, requestId?: string): boolean;
  failAll(error: PortcullisError): void;
}

interface Pending {
  resolve(answer: Answer): void;
  reject(error: PortcullisError): void;
  cancelTimer(): void;
}

/** API Gateway gives an integration 29 s. */
const TIMEOUT_MS = 30_000;

/** Requests on their way, by the `requestId` that the server repeats in its answer. */
export function createRequests(clock: Clock, connection: Pick<Connection, "send">): Requests {
  const pending = new Map<string, Pending>();
  let count = 0;

  function take(requestId = ""): Pending | undefined {
    const found = pending.get(requestId);
    pending.delete(requestId);
    found?.cancelTimer();
    return found;
  }

  return {
    ask(action, fields) {
      count += 1;
      const requestId = String(count);
      return new Promise((resolve, reject) => {
        if (!connection.send({ action, ...fields, requestId })) return reject(new PortcullisError("connection_lost"));
        pending.set(requestId, {
          reject,
          resolve: (answer) =>
            isAnswerTo(action, answer) ? resolve(answer) : reject(new PortcullisError("invalid_frame")),
          cancelTimer: clock.after(TIMEOUT_MS, () => take(requestId)?.reject(new PortcullisError("request_timeout"))),
        });
      });
    },
    settle: (answer) => take(answer.requestId)?.resolve(answer),
    fail(error, requestId) {
      const [only, more] = pending.keys();
      const request = take(requestId ?? (more ? undefined : only));
      request?.reject(error);
      return request !== undefined;
    },
    failAll(error) {
      for (const requestId of pending.keys()) take(requestId)?.reject(error);
    },
  };
}

function isAnswerTo<A extends Action>(action: A, answer: Answer): answer is AnswerTo<A> {
  return answer.type === ANSWERS[action];
}
