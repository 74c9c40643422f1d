import type { HttpAnswer } from "../../../wire/http-client.ts";
import type { ServiceClient } from "./service-client.ts";

export type Input = Readonly<Record<string, unknown>>;

/**
 * Does a task's call; `callers` are the ARNs of the state machine and the execution. Rejects with a `StateError`, or an
 * `HttpCallError` when the engine itself does not answer.
 */
export type Integration = (input: Input, client: ServiceClient, callers: readonly string[]) => Promise<unknown>;

/** An optimized integration's result: the output, and the HTTP answer as AWS's SDK for Java shows it. */
export function withMetadata(output: Input, { status, headers }: HttpAnswer): Input {
  const all = Object.fromEntries(Object.entries(headers).map(([name, values]) => [awsName(name), values]));
  const single = Object.fromEntries(Object.entries(all).map(([name, values]) => [name, values.join(", ")]));
  return {
    ...output,
    SdkHttpMetadata: { AllHttpHeaders: all, HttpHeaders: single, HttpStatusCode: status },
    SdkResponseMetadata: { RequestId: single["x-amzn-RequestId"] },
  };
}

/** Names of headers as AWS's services write them; this machine's HTTP has small letters. */
const NAMES: Readonly<Record<string, string>> = {
  "content-length": "Content-Length",
  "content-type": "Content-Type",
  date: "Date",
  "x-amz-executed-version": "X-Amz-Executed-Version",
  "x-amzn-requestid": "x-amzn-RequestId",
  "x-amzn-trace-id": "X-Amzn-Trace-Id",
};

const awsName = (name: string) => NAMES[name] ?? name;
