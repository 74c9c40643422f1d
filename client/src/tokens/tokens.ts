import type { Clock } from "../clock.ts";
import { isUnauthorized, messageOf, PortcullisError } from "../errors.ts";

/**
 * Reason to ask for a token: `connect` before a handshake; `refresh` ahead of expiry; `expired` before a handshake when
 * the last token may be no good any more (it ran out, the server said so, or it refused the handshake): skip caches.
 */
export type TokenReason = "connect" | "refresh" | "expired";

export interface Token {
  readonly token: string;
  /** Time in epoch milliseconds. Read from the token itself when it is a JWT. */
  readonly expiresAt?: number | undefined;
}

export interface TokenRequest {
  readonly reason: TokenReason;
  /** Aborts when the answer is no longer wanted. */
  readonly signal: AbortSignal;
}

/** Returns a token. Throws an `UnauthorizedError` to give up; after any other error it is called again. */
export type GetToken = (request: TokenRequest) => string | Token | Promise<string | Token>;

export interface Tokens {
  /** Asks for a token. Rejects with a PortcullisError: `unauthorized`, `token_failed` or `invalid_token`. */
  fetch(purpose: "connect" | "refresh", signal: AbortSignal): Promise<string>;
  /** Takes note that the server took the last token; `expiresAt` is its own word on that. */
  accept(expiresAt?: number): void;
  /** Takes note that the last token may be no good. */
  distrust(): void;
  /** Expiry of the token that was fetched last, in epoch milliseconds. */
  readonly expiresAt: number | undefined;
}

export function createTokens(getToken: GetToken, clock: Clock): Tokens {
  let expiresAt: number | undefined;
  let isDoubtful = false;

  async function ask(reason: TokenReason, signal: AbortSignal): Promise<Token> {
    try {
      const result = await getToken({ reason, signal });
      return typeof result === "string" ? { token: result } : result;
    } catch (error) {
      const code = isUnauthorized(error) ? "unauthorized" : "token_failed";
      throw new PortcullisError(code, messageOf(error), { cause: error });
    }
  }

  return {
    async fetch(purpose, signal) {
      const isSuspect = isDoubtful || (expiresAt !== undefined && expiresAt <= clock.now());
      const answer = await ask(purpose === "connect" && isSuspect ? "expired" : purpose, signal);
      // Callers without TypeScript may return anything.
      if (!answer?.token) throw new PortcullisError("invalid_token");
      expiresAt = answer.expiresAt ?? readExpiry(answer.token);
      return answer.token;
    },
    accept(until = expiresAt) {
      isDoubtful = false;
      expiresAt = until;
    },
    distrust() {
      isDoubtful = true;
    },
    get expiresAt() {
      return expiresAt;
    },
  };
}

/** Returns the `exp` of a JWT in epoch milliseconds; undefined for anything else, since a token may have any form. */
export function readExpiry(token: string): number | undefined {
  try {
    const payload = token.split(".")[1] ?? "";
    const { exp } = JSON.parse(atob(payload.replace(/-/g, "+").replace(/_/g, "/")));
    return typeof exp === "number" ? exp * 1000 : undefined;
  } catch {}
  return undefined;
}
