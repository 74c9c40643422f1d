import { AwsV4Signer } from "aws4fetch";
import { parseJson } from "../../core/parse-json.ts";
import * as env from "../../env.ts";
import { backOff } from "./backoff.ts";

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
}

export interface SignedCalls {
  /** Resolves with any answer, an error's, too. Rejects with what `fetch` rejects with. */
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
  // The cache keeps the key that a day's requests are signed with.
  const signing = { ...env.credentials(), region: env.region(), service, cache: new Map() };

  async function sendOnce(call: Parameters<SignedCalls["send"]>, end: AbortSignal | undefined): Promise<AwsAnswer> {
    const [method, url, request] = call;
    const signed = await new AwsV4Signer({ ...signing, method, url, ...request }).sign();
    return answerOf(await fetch(signed.url, { ...signed, signal: end ?? AbortSignal.timeout(TIMEOUT_MS) }));
  }

  return {
    async send(...call) {
      const end = withinMs === undefined ? undefined : AbortSignal.timeout(withinMs);
      for (let retry = 0; retry < attempts - 1; retry++) {
        const answer = await sendOnce(call, end).catch(() => undefined);
        if (answer && !mayPass(answer)) return answer;
        await backOff(retry);
      }
      return sendOnce(call, end);
    },
  };
}

function mayPass({ status, code }: AwsAnswer): boolean {
  return status >= 500 || status === 429 || PASSING_CODES.has(code);
}

async function answerOf(response: Response): Promise<AwsAnswer> {
  const { status, headers } = response;
  const body = objectOf(await response.text());
  return { status, code: nameIn(body.__type) ?? nameIn(headers.get("x-amzn-errortype")) ?? `HTTP ${status}`, body };
}

/** There may be a namespace before a `#`, and an address after a `:`. */
function nameIn(type: unknown): string | undefined {
  return typeof type === "string" ? type.split("#").at(-1)?.split(":")[0] : undefined;
}

function objectOf(text: string): AwsAnswer["body"] {
  const value = parseJson(text);
  return typeof value === "object" && value !== null ? (value as AwsAnswer["body"]) : {};
}
