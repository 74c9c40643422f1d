import type { HttpAnswer } from "../../../wire/http-client.ts";
import { StateError } from "../language/errors/state-error.ts";
import { type ServiceClient, ServiceFault } from "./service-client.ts";

export type Input = Readonly<Record<string, unknown>>;

/** Does a task's call. Rejects with a `StateError`, or an `HttpCallError` when the engine itself does not answer. */
export type Integration = (input: Input, client: ServiceClient) => Promise<unknown>;

/** An optimized integration's result: the output, and the HTTP answer as AWS's SDK for Java shows it. */
export function withMetadata(output: Input, { status, headers }: HttpAnswer): Input {
  const single = Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, values.join(", ")]));
  return {
    ...output,
    SdkHttpMetadata: { AllHttpHeaders: headers, HttpHeaders: single, HttpStatusCode: status },
    SdkResponseMetadata: { RequestId: single["x-amzn-requestid"] },
  };
}

/** Throws a service's error as a Task state's: `DynamoDB.ConditionalCheckFailedException`. */
export const serviceError =
  (service: string) =>
  (error: unknown): never => {
    if (!(error instanceof ServiceFault)) throw error;
    const { code, message, http } = error;
    const requestId = http.headers["x-amzn-requestid"]?.[0] ?? "";
    throw new StateError(
      `${service}.${code.endsWith("Exception") ? code : `${code}Exception`}`,
      `${message} (Service: ${service}; Status Code: ${http.status}; Error Code: ${code}; Request ID: ${requestId})`,
    );
  };
