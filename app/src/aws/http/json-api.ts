import * as env from "../../env.ts";
import { createSignedCalls } from "./signed-calls.ts";

const ATTEMPTS = 3;

/** Beginning of `X-Amz-Target`, version of the protocol, and end of `AWS_ENDPOINT_URL_…`, for each service. */
const SERVICES = {
  dynamodb: { target: "DynamoDB_20120810", version: "1.0", override: "DYNAMODB" },
  secretsmanager: { target: "secretsmanager", version: "1.1", override: "SECRETS_MANAGER" },
  sqs: { target: "AmazonSQS", version: "1.0", override: "SQS" },
} as const;

export class AwsApiError extends Error {
  override readonly name = "AwsApiError";
  /** AWS's own name, for example `ResourceNotFoundException`. */
  readonly code: string;
  /** The rest of the answer, for example DynamoDB's `Item` or `CancellationReasons`. */
  readonly body: Readonly<Record<string, unknown>>;

  constructor(code: string, operation: string, body: AwsApiError["body"] = {}) {
    super(`${operation} failed: ${code}${explanationIn(body)}`);
    this.code = code;
    this.body = body;
  }
}

/** The first line alone: after a wrong signature AWS goes on with the request, credentials among it. */
function explanationIn({ message, Message = message }: AwsApiError["body"]): string {
  return typeof Message === "string" ? `: ${Message.split("\n")[0]}` : "";
}

export interface JsonApi {
  /** Rejects with an `AwsApiError`, or with what went wrong on the way. */
  call(operation: string, input: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
}

/** A service that speaks AWS's JSON protocol. `home`: where it is, unless the environment says otherwise. */
export function createJsonApi(service: keyof typeof SERVICES, home = regionalEndpoint(service)): JsonApi {
  const { target, version, override } = SERVICES[service];
  const endpoint = `${env.endpointOverride(override) ?? home}/`;
  const calls = createSignedCalls({ service, attempts: ATTEMPTS });
  return {
    async call(operation, input) {
      const { status, code, body } = await calls.send("POST", endpoint, {
        headers: { "content-type": `application/x-amz-json-${version}`, "x-amz-target": `${target}.${operation}` },
        body: JSON.stringify(input),
      });
      if (status >= 300) throw new AwsApiError(code, operation, body);
      return body;
    },
  };
}

function regionalEndpoint(service: string): string {
  const suffix = env.region().startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  return `https://${service}.${env.region()}.${suffix}`;
}
