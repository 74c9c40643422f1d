import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export interface RecordedCall {
  readonly method: string;
  readonly path: string;
  /** After the dot of `X-Amz-Target`, or the `Action` of a form. */
  readonly operation: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface StubAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Text in the place of a body in JSON. */
  readonly text?: string;
}

export interface AwsStub extends AsyncDisposable {
  readonly endpoint: string;
  readonly calls: readonly RecordedCall[];
}

/** An AWS endpoint on a free port of this machine that answers as the test says. */
export async function startAwsStub(answer: (call: RecordedCall) => StubAnswer): Promise<AwsStub> {
  const calls: RecordedCall[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const call: RecordedCall = {
      method: request.method ?? "",
      path: request.url ?? "",
      operation: operationOf(request.headers, body),
      headers: request.headers,
      body,
    };
    calls.push(call);
    const {
      status = 200,
      headers = {},
      body: json,
      text = json === undefined ? "" : JSON.stringify(json),
    } = answer(call);
    response.writeHead(status, { "content-type": "application/x-amz-json-1.1", ...headers });
    response.end(text);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function operationOf({ "x-amz-target": target, "content-type": type = "" }: IncomingHttpHeaders, body: string): string {
  if (type.startsWith("application/x-www-form-urlencoded")) return new URLSearchParams(body).get("Action") ?? "";
  return (
    String(target ?? "")
      .split(".")
      .at(-1) ?? ""
  );
}

/** Environment that Lambda and template.yaml give to a function. */
export function functionEnvironment(endpoint: string): Readonly<Record<string, string>> {
  return {
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "ASIATEST",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_SESSION_TOKEN: "session",
    AWS_ENDPOINT_URL: endpoint,
    POWERTOOLS_SERVICE_NAME: "portcullis",
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    TABLE_NAME: "connections",
    JWT_SECRET_ARN: "arn:aws:secretsmanager:us-east-1:000000000000:secret:jwt",
    JWT_ISSUER: "",
    JWT_AUDIENCE: "",
    JWT_CLIENT_IDS: "",
    TENANT_CLAIM: "tenant",
    PERMISSIONS_CLAIM: "permissions",
    JWT_TYPE: "",
    JWKS_URI: "",
    JWT_ALGORITHMS: "RS256",
    MAX_TOKEN_HOURS: "24",
    ALLOWED_ORIGINS: "",
    ALLOW_NO_ORIGIN: "true",
    ALLOW_QUERY_TOKEN: "true",
    MAX_CONNECTIONS_PER_USER: "20",
    MESSAGES_PER_MINUTE: "100",
    USER_MESSAGES_PER_MINUTE: "300",
    MISTAKES_PER_MINUTE: "20",
    CLOSE_QUEUE_URL: `${endpoint}/000000000000/close`,
    HTTP_URL: "https://http.example.com",
    NOTIFICATION_QUEUE_URL: `${endpoint}/000000000000/notifications`,
    STREAM_QUEUE_URL: `${endpoint}/000000000000/streams`,
    MANAGEMENT_ENDPOINT: `${endpoint}/dev`,
    HISTORY_MINUTES: "10",
    INBOX_DAYS: "7",
    INBOX_COUNT: "100",
    ENTITY_DAYS: "90",
    PRESENCE_GRACE_SECONDS: "5",
    ENTITY_POLICY: "open",
    OWN_SETTINGS: "{}",
    DELIVERY_QUEUE_URL: `${endpoint}/000000000000/deliveries`,
    QUEUE_URL: `${endpoint}/000000000000/queue`,
    DEAD_LETTER_QUEUE_URL: `${endpoint}/000000000000/dead`,
  };
}
