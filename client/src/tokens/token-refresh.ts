import type { Random } from "../backoff.ts";
import { PortcullisError } from "../errors.ts";
import type { Settings } from "../options.ts";
import { createRetry } from "../retry.ts";
import type { Connection } from "../socket/connection.ts";
import type { Requests } from "../socket/requests.ts";
import { CARRIERS } from "./carrier.ts";
import type { Tokens } from "./tokens.ts";

export interface TokenRefreshOptions {
  readonly settings: Pick<Settings, "clock" | "random" | "retryDelay" | "auth">;
  readonly tokens: Tokens;
  readonly requests: Pick<Requests, "ask">;
  readonly connection: Pick<Connection, "lose">;
  /** It failed and is tried again. */
  readonly report: (error: PortcullisError) => void;
}

/** Time to fetch the new token and hand it over, twice if need be. */
const MARGIN_MS = 30_000;
/** Clients with tokens of the same minute do not refresh in the same second: the margin varies by this share. */
const JITTER = 0.2;

/**
 * When to refresh: 30 s before expiry, or halfway for shorter lives, give or take. Undefined when the token has
 * expired by this machine's clock: the server took it, and knows the time better.
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

export function createTokenRefresh(options: TokenRefreshOptions): TokenRefresh {
  const { settings, tokens, requests, connection, report } = options;
  const { clock, random, auth } = settings;
  const retry = createRetry(settings);
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
    const { expiresAt } = await requests.ask("authenticate", { token });
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
      connection.lose(
        isHopeless ? error : new PortcullisError("token_refused", error.message, { cause: error, retryable: true }),
      );
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
