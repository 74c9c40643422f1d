import fc from "fast-check";
import { definitions } from "../../../engine/src/services/registry.ts";
import { expectTrue, type Target } from "../../target.ts";
import { jsonText, textOf } from "../text.ts";
import { startFuzzed } from "./engine.ts";

const HEADERS = [
  ...[
    "Host: h",
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  ],
  ...[
    "Sec-WebSocket-Protocol: a, b",
    "Sec-WebSocket-Extensions: permessage-deflate",
    "Origin: http://a",
    "X-Forwarded-For: 1.1.1.1",
  ],
  ...[
    "Transfer-Encoding: chunked",
    "Content-Length: 3",
    "Expect: 100-continue",
    "Cookie: a=b",
    "Authorization: AWS4-HMAC-SHA256 Credential=a",
  ],
];
const HANDSHAKE = `${HEADERS.slice(0, 5).join("\r\n")}\r\n`;

const MASK = Buffer.alloc(4);

/** A masked frame, whose mask changes nothing. */
function frame(first: number, payload: Buffer): Buffer {
  const head =
    payload.length < 126
      ? Buffer.from([first, 0x80 | payload.length])
      : Buffer.from([first, 0xfe, payload.length >> 8, payload.length & 0xff]);
  return Buffer.concat([head, MASK, payload]);
}

const OPCODES = [0x81, 0x81, 0x81, 0x01, 0x80, 0x00, 0x82, 0x88, 0x89, 0x8a, 0x83, 0xc1];
const messages = fc.oneof(
  jsonText(["action", "text", "a"], ["say", "text", 1]),
  fc.string(),
  fc.constantFrom('{"action":"say","text":"x"}', "\x03\xe8bye"),
);
const frames = fc
  .array(fc.tuple(fc.constantFrom(...OPCODES), messages), { maxLength: 6 })
  .map((all) => Buffer.concat(all.map(([first, text]) => frame(first, Buffer.from(text)))));
const handshake = fc
  .tuple(
    fc.constantFrom("/s", "/s?a=b&a=c", "/none", "/s/%", "/", "/s/@connections/x"),
    fc.array(fc.constantFrom(...HEADERS), { maxLength: 3 }),
  )
  .map(([path, more]) => `GET ${path} HTTP/1.1\r\n${HANDSHAKE}${more.map((line) => `${line}\r\n`).join("")}\r\n`);

/** Bytes of a client: a handshake, and frames. Whatever they are, the engine answers, closes and has no defect. */
export async function socketEdge(): Promise<Target> {
  const engine = await startFuzzed();
  return {
    words: [
      ...HEADERS.map((line) => `${line}\r\n`),
      "GET /s HTTP/1.1\r\n",
      "\r\n\r\n",
      "\x81\x85\0\0\0\0hello",
      "\x88\x80\0\0\0\0",
      "\x01\x80\0\0\0\0",
      '{"action":"say"',
    ],
    structured: fc.tuple(handshake, frames).map(([head, body]) => Buffer.concat([Buffer.from(head), body])),
    largestBytes: 140_000,
    async run(input) {
      const answer = await engine.exchange(input);
      expectTrue(!/^HTTP\/1\.1 5(?!0[134])/.test(answer), `a handshake is answered with ${answer.slice(9, 12)}`);
    },
    dispose: async () => engine[Symbol.asyncDispose](),
  };
}

const TARGETS = definitions.flatMap(({ name, protocols }) =>
  name === "dynamodb"
    ? []
    : protocols.flatMap((protocol) => ("targetPrefix" in protocol ? [protocol.targetPrefix] : [])),
);
const OPERATIONS = [
  "SendMessage",
  "ReceiveMessage",
  "CreateQueue",
  "SetQueueAttributes",
  "Publish",
  "Subscribe",
  "PutEvents",
  "PutRule",
  "TestEventPattern",
  "GetParameter",
  "PutParameter",
  "GetSecretValue",
  "CreateSecret",
  "StartExecution",
  "CreateStateMachine",
  "ValidateStateMachineDefinition",
  "PutLogEvents",
  "FilterLogEvents",
  "AssumeRole",
  "GetCallerIdentity",
  "PutTargets",
  "SendMessageBatch",
  "TagResource",
];
const MEMBERS = [
  "QueueUrl",
  "MessageBody",
  "QueueName",
  "Attributes",
  "Entries",
  "Source",
  "Detail",
  "DetailType",
  "EventPattern",
  "Event",
  "Name",
  "SecretId",
  "TopicArn",
  "Message",
  "MessageAttributes",
  "definition",
  "filterPattern",
  "logGroupName",
  "Rule",
  "Targets",
  "RoleArn",
];
const VALUES = [
  "queue",
  "secret",
  "/a",
  "arn:aws:sns:us-east-1:000000000000:topic",
  '{"source":["a"]}',
  "{}",
  1,
  -1,
  true,
  null,
];

const jsonCall = fc
  .tuple(fc.constantFrom(...TARGETS), fc.constantFrom(...OPERATIONS), jsonText(MEMBERS, VALUES))
  .map(
    ([prefix, operation, body]) =>
      `POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nX-Amz-Target: ${prefix}.${operation}\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );

const FORM = ["Action=", ...OPERATIONS, "&", "=", ...MEMBERS, ".1", ".member.1", ".entry.1.key", "queue", "%7B%7D"];
const queryCall = fc
  .tuple(fc.constantFrom("sqs", "sns", "sts", "cloudformation"), textOf(FORM, 14))
  .map(
    ([service, body]) =>
      `POST / HTTP/1.1\r\nHost: ${service}.us-east-1.amazonaws.com\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );

const PATHS = [
  "/2015-03-31/functions",
  "/name",
  "/invocations",
  "/v2/apis",
  "/_portcullis/",
  "entries",
  "health",
  "connections",
  "?a=b",
  "%2F",
  "..",
  "/s/@connections/",
  "BFaT_fALIAMCKug%3D",
  "/",
];
const restCall = fc
  .tuple(fc.constantFrom("GET", "POST", "PUT", "DELETE", "OPTIONS"), textOf(PATHS, 4), jsonText(MEMBERS))
  .map(
    ([method, path, body]) =>
      `${method} /${path.replace(/[^\x21-\x7e]/g, "")} HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );

/** Bytes of HTTP requests to services, `@connections` and control: none is answered with what only a defect answers. */
export async function requests(): Promise<Target> {
  const engine = await startFuzzed();
  return {
    words: [
      ...HEADERS.map((line) => `${line}\r\n`),
      ...OPERATIONS,
      ...MEMBERS,
      "X-Amz-Target: ",
      "\r\n\r\n",
      '"',
      "{",
      "}",
      "&",
      "HTTP/1.1\r\n",
    ],
    structured: fc.oneof(jsonCall, queryCall, restCall),
    largestBytes: 16_000,
    async run(input) {
      const answer = await engine.exchange(input);
      expectTrue(
        !/^HTTP\/1\.1 500/.test(answer),
        `a request is answered with 500: ${answer.split("\r\n\r\n")[1]?.slice(0, 120)}`,
      );
    },
    dispose: async () => engine[Symbol.asyncDispose](),
  };
}
