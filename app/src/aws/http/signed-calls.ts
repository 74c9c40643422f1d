import { parseJson } from "../../core/parse-json.ts";
import * as env from "../../env.ts";
import { backOff } from "./backoff.ts";
import { exchange, type HttpResponse } from "./exchange.ts";
import { patience } from "./patience.ts";
import { createSigner } from "./signature.ts";

/** Time of one attempt, far below a function's timeout, so that another still fits. */
const TIMEOUT_MS = 3_000;

/**
 * Answers after which another attempt may succeed, beside 429 and 5xx: what services throttle with.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
const PASSING_CODES: ReadonlySet<string> = new Set([
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "RequestThrottled",
  "ThrottlingException",
  "TransactionInProgressException",
]);

export interface AwsAnswer {
  readonly status: number;
  /** AWS's own name of an error, for example `ResourceNotFoundException`, or `HTTP 500` where there is none. */
  readonly code: string;
  /** Empty where the answer is no JSON object. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface SignedRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly wait?: Wait;
}

/** Decides how long all attempts together may take, at least `withinMs`. */
export interface Wait {
  /** The time that they have by now. */
  limitMs(): number;
  /** Called when an attempt has a connection of its own. */
  onNewConnection(): void;
}

export interface SignedCalls {
  /** Resolves with any answer, an error's, too. Rejects when there is none. */
  send(method: "GET" | "POST" | "DELETE", url: string, request?: SignedRequest): Promise<AwsAnswer>;
}

export interface SignedCallsOptions {
  readonly service: string;
  readonly attempts: number;
  /** Milliseconds for all attempts together. Left out, each has its own. */
  readonly withinMs?: number;
}

/** Makes requests in the function's name. An SDK client would be most of the bundle and of a cold start. */
export function createSignedCalls({ service, attempts, withinMs }: SignedCallsOptions): SignedCalls {
  const sign = createSigner({ ...env.credentials(), region: env.region(), service });

  async function sendOnce(call: Parameters<SignedCalls["send"]>, end: AbortSignal): Promise<AwsAnswer> {
    const [method, address, { headers = {}, body = "", wait } = {}] = call;
    const request = { method, url: new URL(address), headers, body };
    const { onNewConnection } = wait ?? {};
    return answerOf(await exchange({ ...request, headers: sign(request), onNewConnection }, end));
  }

  async function sendAlone(call: Parameters<SignedCalls["send"]>): Promise<AwsAnswer> {
    using own = patience(TIMEOUT_MS);
    return await sendOnce(call, own.signal);
  }

  return {
    async send(...call) {
      using shared = withinMs === undefined ? undefined : patience(withinMs, call[2]?.wait?.limitMs);
      const attempt = () => (shared ? sendOnce(call, shared.signal) : sendAlone(call));
      for (let retry = 0; retry < attempts - 1; retry++) {
        const answer = await attempt().catch(() => undefined);
        if (answer && !mayPass(answer)) return answer;
        await backOff(retry);
      }
      return await attempt();
    },
  };
}

function mayPass({ status, code }: AwsAnswer): boolean {
  return status >= 500 || status === 429 || PASSING_CODES.has(code);
}

function answerOf({ status, headers, text }: HttpResponse): AwsAnswer {
  const body = objectOf(text);
  return { status, code: nameIn(body.__type) ?? nameIn(headers["x-amzn-errortype"]) ?? `HTTP ${status}`, body };
}

/** There may be a namespace before a `#`, and an address after a `:`. */
function nameIn(type: unknown): string | undefined {
  return typeof type === "string" ? type.split("#").at(-1)?.split(":")[0] : undefined;
}

function objectOf(text: string): AwsAnswer["body"] {
  // As answers to posts are: the parser would make an error of it, which takes 5 µs.
  if (text === "") return {};
  const value = parseJson(text);
  return typeof value === "object" && value !== null ? (value as AwsAnswer["body"]) : {};
}
