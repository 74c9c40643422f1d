import type { Claims } from "./claims.ts";
import { createDeferred } from "./deferred.ts";
import type { Ahead, Invocation, Reply } from "./environment.ts";

/** One that an isolate goes on with. */
export interface Next {
  readonly invocation: Invocation;
  readonly settle: (reply: Reply | undefined) => void;
  /** Takes it back, unless the isolate has begun it after all that came before. */
  takeBack(): boolean;
}

interface Waiting extends Next {
  readonly ticket: number;
}

/** The invocations that an isolate has ahead of it, in their order. */
export class InvocationsAhead implements Ahead {
  readonly #claims: Claims | undefined;
  readonly #send: (invocation: Invocation, ticket: number) => boolean;
  readonly #waiting: Waiting[] = [];

  /** Without claims it takes none. `send` returns false when the isolate runs nothing that they could be behind. */
  constructor(claims: Claims | undefined, send: (invocation: Invocation, ticket: number) => boolean) {
    this.#claims = claims;
    this.#send = send;
  }

  get length(): number {
    return this.#waiting.length;
  }

  /** The last that the isolate has begun, before the engine has heard of the end of the one before. */
  get begun(): Invocation | undefined {
    return this.#waiting.findLast(({ ticket }) => this.#claims?.wasBegun(ticket))?.invocation;
  }

  take(invocation: Invocation): Promise<Reply | undefined> | undefined {
    const claims = this.#claims;
    const ticket = claims?.offer();
    if (claims === undefined || ticket === undefined) return undefined;
    const takeBack = () => claims.takeBack(ticket);
    if (!this.#send(invocation, ticket)) {
      takeBack();
      return undefined;
    }
    const { promise, resolve } = createDeferred<Reply | undefined>();
    this.#waiting.push({ invocation, ticket, settle: resolve, takeBack });
    return promise;
  }

  takeBack(): boolean {
    const last = this.#waiting.at(-1);
    if (!last?.takeBack()) return false;
    this.#waiting.pop();
    last.settle(undefined);
    return true;
  }

  /** Returns the one that the isolate goes on with. */
  next(): Next | undefined {
    return this.#waiting.shift();
  }
}
