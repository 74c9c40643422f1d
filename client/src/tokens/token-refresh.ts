import { PortcullisError } from "../errors.ts";
import type { Authenticated } from "../messages.ts";
import { createRetry, type Random, type RetryDependencies } from "../retry.ts";
import { type Auth, CARRIERS } from "./carrier.ts";
import type { Tokens } from "./tokens.ts";

export interface TokenRefreshDependencies extends RetryDependencies {
  readonly auth: Auth;
  readonly tokens: Tokens;
  /** Hands a new token to the server over the open connection. */
  readonly authenticate: (token: string) => Promise<Authenticated>;
  /** Gives up the connection. */
  readonly lose: (error: PortcullisError) => void;
  /** Tells of a failure that is followed by another try. */
  readonly report: (error: PortcullisError) => void;
}

/** Time to fetch the new token and hand it over, twice if need be. */
const MARGIN_MS = 30_000;
/** Share by which the margin varies: clients with tokens of the same minute do not refresh in the same second. */
const JITTER = 0.2;

/**
 * Returns the time until the refresh: 30 s before expiry, or halfway for shorter lives, give or take. Undefined when
 * the token has expired by this machine's clock: the server took it, and knows the time better.
 */
export function refreshDelayMs(remainingMs: number, random: Random): number | undefined {
  if (remainingMs <= 0) return undefined;
  const marginMs = Math.min(MARGIN_MS, remainingMs / 2);
  return remainingMs - marginMs * (1 + JITTER * (2 * random() - 1));
}

/** Keeps the token of an open connection fresh, of one after the other. */
export interface TokenRefresh {
  start(): void;
  stop(): void;
}

export function createTokenRefresh(dependencies: TokenRefreshDependencies): TokenRefresh {
  const { clock, random, auth, tokens, authenticate, lose, report } = dependencies;
  const retry = createRetry(dependencies);
  let ended = new AbortController();
  let cancelTimer = () => {};

  function plan(): void {
    const delayMs = tokens.expiresAt && refreshDelayMs(tokens.expiresAt - clock.now(), random);
    if (delayMs) cancelTimer = clock.after(delayMs, refresh);
  }

  function refresh(): void {
    const { signal } = ended;
    exchange(signal).then(
      () => !signal.aborted && plan(),
      (error) => !signal.aborted && fail(error),
    );
  }

  async function exchange(signal: AbortSignal): Promise<void> {
    const token = await tokens.fetch("refresh", signal);
    if (signal.aborted) return;
    const { expiresAt } = await authenticate(token);
    tokens.accept(Date.parse(expiresAt ?? "") || undefined);
    retry.reset();
  }

  function fail(error: PortcullisError): void {
    if (error.retryable) {
      retry.schedule(error, refresh);
      report(error);
    } else {
      // A server that refuses a token here may take it in a handshake; where nobody is signed in there is none.
      const isHopeless = error.code === "unauthorized";
      lose(isHopeless ? error : new PortcullisError("token_refused", error.message, { cause: error, retryable: true }));
    }
  }

  return {
    start() {
      ended = new AbortController();
      retry.reset();
      if (CARRIERS[auth].lasts) plan();
    },
    stop() {
      cancelTimer();
      retry.cancel();
      ended.abort();
    },
  };
}
