import type { Sockets } from "../../core/connections/ports.ts";
import type { Log } from "../../core/ports.ts";
import { AwsApiError } from "../http/json-api.ts";
import { createSignedCalls, type SignedCalls, type SignedRequest } from "../http/signed-calls.ts";
import { currentXRayHeader } from "../tracing/work.ts";
import { createWaits } from "./waits.ts";

/** Attempts of a call, the time for all of them together, and the words for the log when none helped. */
const CALLS = {
  /** A post takes some milliseconds. One that is not through by then waits for the next attempt of its delivery. */
  POST: { attempts: 2, withinMs: 2_000, failure: "A push failed" },
  /** A handshake waits: who cannot be seen at once is taken to be there. */
  GET: { attempts: 1, withinMs: 1_000, failure: "It could not be seen whether a connection is open" },
  /** A close that fails for good comes back from the queue. */
  DELETE: { attempts: 3, withinMs: 5_000, failure: "A connection could not be closed" },
} as const;

function headersOfPost() {
  const xRayHeader = currentXRayHeader();
  return {
    "content-type": "application/octet-stream",
    ...(xRayHeader !== undefined && { "x-amzn-trace-id": xRayHeader }),
  };
}

export interface SocketsOptions {
  /** Attempts of a post: 1 where it is of no use later. */
  readonly postAttempts?: number;
  /** The most that a post waits for its answer, while those after it have none either. */
  readonly longestPostMs?: number;
}

/** Calls `@connections` of the stage that has the address `endpoint`. No answer at all is a failure, too. */
export function createSockets(
  endpoint: string,
  log: Log,
  { postAttempts = CALLS.POST.attempts, longestPostMs = CALLS.POST.withinMs }: SocketsOptions = {},
): Sockets {
  const waits = createWaits({ leastMs: CALLS.POST.withinMs, mostMs: longestPostMs });
  const callsOf = (method: keyof typeof CALLS) =>
    createSignedCalls({
      service: "execute-api",
      ...CALLS[method],
      ...(method === "POST" && { attempts: postAttempts }),
    });
  const calls: Readonly<Record<keyof typeof CALLS, SignedCalls>> = {
    POST: callsOf("POST"),
    GET: callsOf("GET"),
    DELETE: callsOf("DELETE"),
  };

  async function call<Done extends string>(
    method: keyof typeof CALLS,
    connectionId: string,
    done: Done,
    request?: SignedRequest,
  ) {
    const url = `${endpoint}/@connections/${encodeURIComponent(connectionId)}`;
    try {
      const { status, code, body } = await calls[method].send(method, url, request);
      if (status === 410) return "gone";
      if (status >= 300) throw new AwsApiError(code, `${method} of a connection`, body);
      return done;
    } catch (error) {
      log.warn(CALLS[method].failure, { connectionId, error });
      return "failed";
    }
  }

  async function post(connectionId: string, body: string) {
    const wait = waits.begin();
    const outcome = await call("POST", connectionId, "delivered", { headers: headersOfPost(), body, wait });
    if (outcome !== "failed") wait.answered();
    return outcome;
  }

  return {
    post,
    look: (connectionId) => call("GET", connectionId, "open"),
    close: (connectionId) => call("DELETE", connectionId, "closed"),
  };
}
