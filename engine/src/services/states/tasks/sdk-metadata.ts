import type { HttpAnswer } from "../../../wire/http-client.ts";

type Members = Readonly<Record<string, unknown>>;

/** An optimized integration's result: the output, and the HTTP answer as AWS's SDK for Java shows it. */
export function withMetadata(output: Members, { status, headers }: HttpAnswer): Members {
  const single = Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, values.join(", ")]));
  return {
    ...output,
    SdkHttpMetadata: { AllHttpHeaders: headers, HttpHeaders: single, HttpStatusCode: status },
    SdkResponseMetadata: { RequestId: single["x-amzn-requestid"] },
  };
}
