import { AwsClient } from "aws4fetch";
import { env } from "../env.ts";

const TIMEOUT_MS = 3_000;
const RETRIES = 2;

export class AwsApiError extends Error {
  override readonly name = "AwsApiError";
  /** AWS's own name, for example `ResourceNotFoundException`. */
  readonly code: string;

  constructor(code: string, operation: string) {
    super(`${operation} failed: ${code}`);
    this.code = code;
  }
}

export interface JsonApi {
  /** Rejects with an `AwsApiError`, or with what `fetch` rejects with. */
  call(operation: string, input: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
}

/** A service that speaks AWS's JSON protocol. For a call or two, where an SDK client would be most of the bundle. */
export function createJsonApi(options: {
  /** As in signatures, for example `secretsmanager`. */
  service: string;
  /** As in `X-Amz-Target`. */
  target: string;
  contentType: "application/x-amz-json-1.0" | "application/x-amz-json-1.1";
  endpoint: string;
}): JsonApi {
  const { service, target, contentType, endpoint } = options;
  const client = new AwsClient({ ...env.credentials, region: env.region, service, retries: RETRIES });
  return {
    async call(operation, input) {
      const response = await client.fetch(endpoint, {
        method: "POST",
        headers: { "content-type": contentType, "x-amz-target": `${target}.${operation}` },
        body: JSON.stringify(input),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const body: unknown = await response.json().catch(() => undefined);
      const output = isObject(body) ? body : {};
      if (!response.ok) throw new AwsApiError(errorCode(output) ?? `HTTP ${response.status}`, operation);
      return output;
    },
  };
}

/** `__type` may have a namespace before a `#`. */
function errorCode({ __type }: Readonly<Record<string, unknown>>): string | undefined {
  return typeof __type === "string" ? __type.split("#").at(-1) : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
