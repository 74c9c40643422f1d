import { onAbort } from "../abort.ts";
import type { Clock } from "../clock.ts";
import { PortcullisError } from "../errors.ts";
import type { Answer, OtherMessage } from "../messages.ts";
import { type WaitOptions, wait } from "../wait.ts";
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

type Outcome = Answer | OtherMessage | PortcullisError;

export interface Requests {
  /** Sends a request of the contract. Resolves with its answer, rejects with a PortcullisError. */
  ask<A extends Action>(action: A, fields: object): Promise<AnswerTo<A>>;
  /** Sends any request. Resolves with whatever answers it, rejects with a PortcullisError or the signal's reason. */
  request(action: string, fields: object, options?: WaitOptions): Promise<Answer | OtherMessage>;
  /**
   * Ends the request with this id, or the one that waits alone: what names no request can only be meant for that.
   * Returns false if there is none.
   */
  settle(outcome: Outcome, requestId: string | undefined): boolean;
  failAll(error: PortcullisError): void;
}

/** Keeps the requests on their way, by the `requestId` that the server repeats in its answer. */
export function createRequests(clock: Clock, connection: Pick<Connection, "send">): Requests {
  const pending = new Map<string, (outcome: Outcome) => void>();
  let count = 0;

  function settle(outcome: Outcome, requestId = onlyOne()): boolean {
    const end = pending.get(requestId);
    end?.(outcome);
    return end !== undefined;
  }

  function onlyOne(): string {
    const [first = "", second] = pending.keys();
    return second ? "" : first;
  }

  const request: Requests["request"] = (action, fields, options) => {
    count += 1;
    const requestId = String(count);
    return wait<Answer | OtherMessage>(
      (settle, { signal }) => {
        pending.set(requestId, (outcome) =>
          outcome instanceof PortcullisError ? settle(outcome) : settle(undefined, outcome),
        );
        onAbort(signal, () => pending.delete(requestId));
        if (!connection.send({ ...fields, action, requestId })) settle(new PortcullisError("connection_lost"));
      },
      clock,
      options,
      "request_timeout",
    );
  };

  return {
    async ask(action, fields) {
      const answer = await request(action, fields);
      if (isAnswerTo(action, answer)) return answer;
      throw new PortcullisError("invalid_frame");
    },
    request,
    settle,
    failAll(error) {
      for (const requestId of pending.keys()) settle(error, requestId);
    },
  };
}

function isAnswerTo<A extends Action>(action: A, answer: Answer | OtherMessage): answer is AnswerTo<A> {
  return answer.type === ANSWERS[action];
}
