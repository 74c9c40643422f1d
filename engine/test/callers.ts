import { connect } from "node:net";
import type { Engine } from "../src/engine.ts";

/** Header lines as they go out; a list is one line for each value. */
export type HeaderLines = Readonly<Record<string, string | readonly string[]>>;

export interface RawRequest {
  readonly method: string;
  /** The request line's target. */
  readonly target: string;
  readonly headers?: HeaderLines;
  readonly body?: string;
  readonly version?: "1.0" | "1.1";
}

export interface RawAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** One request, byte for byte: no client mends its headers. Ends with the answer's head when that has no length. */
export function exchange(port: number, { method, target, headers = {}, body = "", version }: RawRequest) {
  const lines = Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().map((value) => `${name}: ${value}\r\n`),
  );
  const framing = `Connection: ${"Upgrade" in headers ? "Upgrade" : "close"}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`;
  const bytes = `${method} ${target} HTTP/${version ?? "1.1"}\r\n${lines.join("")}${framing}\r\n${body}`;
  return new Promise<RawAnswer>((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk.toString();
      // A stream of events goes on for ever.
      if (answer.includes("text/event-stream") && answer.includes("\r\n\r\n")) socket.destroy();
    });
    socket.once("error", reject);
    socket.once("close", () => {
      const [head = "", ...rest] = answer.split("\r\n\r\n");
      resolve({ status: Number(/^HTTP\/1\.\d (\d{3})/.exec(head)?.[1]), head, body: rest.join("\r\n\r\n") });
    });
  });
}

const signed = (service: string) => ({
  Authorization: `AWS4-HMAC-SHA256 Credential=test/20260301/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
  "X-Amz-Date": "20260301T000000Z",
});

/** In the address, where a page can put it: any signature will do here. */
const presigned = (service: string) =>
  `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=test%2F20260301%2Fus-east-1%2F${service}%2Faws4_request` +
  "&X-Amz-Date=20260301T000000Z&X-Amz-SignedHeaders=host&X-Amz-Signature=0";

const json = (service: string, target: string, input: object): RawRequest => ({
  method: "POST",
  target: "/",
  headers: { ...signed(service), "X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.0" },
  body: JSON.stringify(input),
});

const form = (service: string, fields: Readonly<Record<string, string>>): RawRequest => ({
  method: "POST",
  target: "/",
  headers: { ...signed(service), "Content-Type": "application/x-www-form-urlencoded" },
  body: new URLSearchParams(fields).toString(),
});

/** Request of a page's picture or link. */
const address = (service: string, path: string, fields: Readonly<Record<string, string>> = {}): RawRequest => ({
  method: "GET",
  target: `${path}?${[new URLSearchParams(fields), presigned(service)].filter(String).join("&")}`,
});

/** Request of a page's form: no header of its own but a content type that needs no leave. */
const posted = (service: string, path: string, fields: Readonly<Record<string, string>>, type: string): RawRequest => ({
  method: "POST",
  target: `${path}?${presigned(service)}`,
  headers: { "Content-Type": type },
  body: new URLSearchParams(fields).toString(),
});

const SEND = { Action: "SendMessage", MessageBody: "hello" };
const FORM = "application/x-www-form-urlencoded";
const INVOKE = "/2015-03-31/functions/work/invocations";

/** A call of every service that runs here, in every form in which it can be made; `template` is `every-service`. */
export function serviceCalls({ endpoint, stack }: Engine): Readonly<Record<string, RawRequest>> {
  const account = `us-east-1:${stack.accountId}`;
  const queue = `${endpoint}/${stack.accountId}/jobs`;
  const topic = `arn:aws:sns:${account}:news`;
  const machine = `arn:aws:states:${account}:stateMachine:steps`;
  return {
    "lambda Invoke": { method: "POST", target: INVOKE, headers: signed("lambda"), body: "{}" },
    "lambda Invoke, signed in the address": posted("lambda", INVOKE, {}, "text/plain"),
    "lambda ListFunctions, signed in the address": address("lambda", "/2015-03-31/functions"),
    "dynamodb Scan": json("dynamodb", "DynamoDB_20120810.Scan", { TableName: "people" }),
    "dynamodb ListStreams": json("dynamodb", "DynamoDBStreams_20120810.ListStreams", {}),
    "secretsmanager ListSecrets": json("secretsmanager", "secretsmanager.ListSecrets", {}),
    "ssm GetParameter": json("ssm", "AmazonSSM.GetParameter", { Name: "/colour" }),
    "cloudformation DescribeStacks": form("cloudformation", { Action: "DescribeStacks" }),
    "cloudformation DescribeStacks in the address": address("cloudformation", "/", { Action: "DescribeStacks" }),
    "sts GetCallerIdentity": form("sts", { Action: "GetCallerIdentity" }),
    "sts GetCallerIdentity, signed in the address": address("sts", "/", { Action: "GetCallerIdentity" }),
    "sqs SendMessage": json("sqs", "AmazonSQS.SendMessage", { QueueUrl: queue, MessageBody: "hello" }),
    "sqs SendMessage in a form": form("sqs", { ...SEND, QueueUrl: queue }),
    "sqs SendMessage in a form, signed in the address": posted("sqs", "/", { ...SEND, QueueUrl: queue }, FORM),
    "sqs SendMessage in the address": address("sqs", "/", { ...SEND, QueueUrl: queue }),
    "sns Publish": form("sns", { Action: "Publish", TopicArn: topic, Message: "hello" }),
    "sns Publish in the address": address("sns", "/", { Action: "Publish", TopicArn: topic, Message: "hello" }),
    "events PutEvents": json("events", "AWSEvents.PutEvents", {
      Entries: [{ Source: "a", DetailType: "b", Detail: "{}" }],
    }),
    "states StartExecution": json("states", "AWSStepFunctions.StartExecution", { stateMachineArn: machine }),
  };
}

/** Control and the console page, all as their own page asks. */
export const CONTROL_CALLS: Readonly<Record<string, RawRequest>> = {
  health: { method: "GET", target: "/_portcullis/health" },
  metrics: { method: "GET", target: "/_portcullis/metrics" },
  journal: { method: "GET", target: "/_portcullis/journal" },
  sockets: { method: "GET", target: "/_portcullis/sockets" },
  clock: { method: "POST", target: "/_portcullis/clock", body: '{"advanceSeconds":1}' },
  faults: { method: "GET", target: "/_portcullis/faults" },
  "setting a fault": { method: "POST", target: "/_portcullis/faults", body: '{"kind":"gone","user":"nobody"}' },
  "clearing faults": { method: "DELETE", target: "/_portcullis/faults" },
};
