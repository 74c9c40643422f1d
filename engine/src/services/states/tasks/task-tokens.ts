import type { ServiceContext } from "../../contract/service.ts";
import { invalidToken, taskTimedOut } from "../executions/errors.ts";
import { heartbeatTimeout, StateError } from "../language/errors/state-error.ts";
import { abortable } from "../language/run/waiting.ts";

interface WaitingTask {
  /** A sign of life: the silence begins anew. */
  readonly heartbeat: () => void;
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: StateError) => void;
}

export interface TokenWait {
  readonly token: string;
  /** The longest silence; undefined: any. */
  readonly heartbeatMs: number | undefined;
  readonly signal: AbortSignal;
}

/** Tokens have 96 random bytes in base64: a text of another form never was one. */
const TOKEN = /^[\w+/]{128}$/;

/** Tasks that wait until somebody sends their token back. */
export class TaskTokens {
  readonly #clock: ServiceContext["clock"];
  readonly #waiting = new Map<string, WaitingTask>();

  constructor(clock: ServiceContext["clock"]) {
    this.#clock = clock;
  }

  /** Resolves with the task's output, however late. Rejects with a `StateError` or the signal's reason. */
  async wait({ token, heartbeatMs, signal }: TokenWait): Promise<unknown> {
    let silence: Disposable | undefined;
    const answer = new Promise<unknown>((resolve, reject) => {
      const heartbeat = () => {
        silence?.[Symbol.dispose]();
        if (heartbeatMs !== undefined) silence = this.#clock.after(heartbeatMs, () => reject(heartbeatTimeout()));
      };
      this.#waiting.set(token, { heartbeat, resolve, reject });
      heartbeat();
    });
    try {
      return await abortable(answer, signal);
    } finally {
      silence?.[Symbol.dispose]();
      this.#waiting.delete(token);
    }
  }

  /** Reads the output of a token that is known: an unknown one is told first. */
  succeed(token: string, readOutput: () => unknown): void {
    const task = this.#find(token);
    task.resolve(readOutput());
  }

  fail(token: string, error?: string, cause?: string): void {
    this.#find(token).reject(new StateError(error, cause));
  }

  heartbeat(token: string): void {
    this.#find(token).heartbeat();
  }

  #find(token: string): WaitingTask {
    const task = this.#waiting.get(token);
    if (task) return task;
    throw TOKEN.test(token) ? taskTimedOut() : invalidToken();
  }
}
