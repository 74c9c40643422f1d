import { describe, expect, it } from "vitest";
import { whyOf } from "../../../src/model/traces/why.ts";
import { names, type Told, told } from "./fixture.ts";

type Case = readonly [what: string, entries: readonly (readonly [string, Told["data"]])[], why: object | undefined];

const refuse = (status: number, reason: string, more: object = {}) =>
  ["execute-api/refuse", { status, reason, stage: "dev", ...more }] as const;
const authorizer = (decision: string, reason: string) =>
  ["execute-api/authorizer", { authorizer: "Gate", decision, reason }] as const;
const report = (logicalId: string, errorType: string, errorMessage: string) =>
  ["lambda/report", { logicalId, error: { errorType, errorMessage, location: "/home/ann/shop/a.ts:3:9" } }] as const;
const location = "/home/ann/shop/a.ts:3:9";

const CASES: readonly Case[] = [
  ["a handshake that got in", [["execute-api/connect", {}]], undefined],
  [
    "a handshake that got in although a call failed",
    [
      ["secretsmanager/call", { operation: "GetSecretValue", status: 500, error: "InternalFailure" }],
      ["execute-api/answer", { eventType: "CONNECT", status: 200 }],
      ["execute-api/connect", {}],
    ],
    { sentence: "Secrets Manager: GetSecretValue 500 InternalFailure." },
  ],
  [
    "a missing identity source",
    [authorizer("unauthorized", "identity source route.request.header.Auth is missing or empty"), refuse(401, "…")],
    {
      sentence:
        "The handshake was refused with 401 because it brought no route.request.header.Auth: the authorizer Gate was not called.",
    },
  ],
  [
    "an authorizer that threw",
    [
      report("Gatekeeper", "TypeError", "x is not a function"),
      authorizer("error", "it threw TypeError"),
      refuse(500, "…"),
    ],
    {
      sentence:
        "The handshake was refused with 500 because its authorizer Gate refused: Gatekeeper threw TypeError: x is not a function.",
      location,
    },
  ],
  [
    "a policy that denies",
    [authorizer("deny", 'its policy denies execute-api:Invoke on arn:x: {"Effect":"Deny"}'), refuse(403, "…")],
    {
      sentence:
        "The handshake was refused with 403 because the policy of the authorizer Gate denies execute-api:Invoke on arn:x.",
      statement: '{"Effect":"Deny"}',
    },
  ],
  [
    "a policy that allows nothing here",
    [authorizer("deny", "no statement of its policy allows execute-api:Invoke on arn:x"), refuse(403, "…")],
    {
      sentence:
        "The handshake was refused with 403 by the authorizer Gate: no statement of its policy allows execute-api:Invoke on arn:x.",
    },
  ],
  [
    "a throttle",
    [refuse(429, "a throttle has no token left")],
    { sentence: "The handshake was refused with 429 because the throttle of the stage dev has no token left." },
  ],
  [
    "a wrong stage",
    [refuse(403, "no stage has this URL", { path: "/prod" })],
    {
      sentence:
        "The handshake was refused with 403 because no stage has the path /prod; there is ws://127.0.0.1:3001/dev.",
    },
  ],
  [
    "a `$connect` that answers a status",
    [
      [
        "execute-api/answer",
        { eventType: "CONNECT", status: 409, functionArn: "arn:aws:lambda:x:1:function:shop-Door-1" },
      ],
      refuse(409, "$connect answered 409"),
    ],
    {
      sentence: "The handshake was refused with 409 because Door, the function of $connect, answered 409.",
    },
  ],
  [
    "a `$connect` that throws",
    [
      report("Door", "Error", "no room"),
      ["execute-api/answer", { eventType: "CONNECT", status: 502 }],
      refuse(502, "…"),
    ],
    { sentence: "The handshake was refused with 502 because Door threw Error: no room.", location },
  ],
  [
    "another reason of the gateway",
    [refuse(414, "the URL is longer than 8192")],
    { sentence: "The handshake was refused with 414 because the URL is longer than 8192." },
  ],
  [
    "a message that no route takes",
    [["execute-api/message", { refused: "Forbidden", reason: "no route fits", routes: ["send"], meant: "send" }]],
    {
      sentence: 'The client got "Forbidden" because no route fits; perhaps send was meant.',
      statement: "Routes: send",
    },
  ],
  [
    "a message whose function fails",
    [
      ["execute-api/message", {}],
      report("Say", "Error", "no"),
      ["execute-api/answer", { eventType: "MESSAGE", status: 500, answered: "Internal server error" }],
    ],
    { sentence: 'The client got "Internal server error" because Say threw Error: no.', location },
  ],
  [
    "a push to somebody who went",
    [["execute-api/call", { operation: "PostToConnection", status: 410, connectionId: "c1" }]],
    { sentence: "The push got 410 because the connection c1 is not open any more." },
  ],
  [
    "a right that a role lacks",
    [
      ["dynamodb/call", { operation: "PutItem", status: 400, error: "AccessDeniedException" }],
      [
        "iam/denied",
        {
          enforced: true,
          roleArn: "arn:aws:iam::1:role/DoorRole",
          action: "dynamodb:PutItem",
          decision: "implicitDeny",
          leastPolicy: "{}",
          location: "t.yaml:7",
        },
      ],
    ],
    {
      sentence: "The role DoorRole may not dynamodb:PutItem: no policy of it allows it.",
      location: "t.yaml:7",
      statement: "{}",
    },
  ],
  [
    "a dead letter",
    [
      report("Work", "Error", "broken"),
      ["sqs/dead-letter", { queue: "shop-Jobs-1", deadLetterQueue: "shop-Dead-1", messageId: "m1", receiveCount: 3 }],
    ],
    {
      sentence: "The message m1 went from Jobs to Dead after it was received 3 times: Work threw Error: broken.",
      location,
    },
  ],
  [
    "what the function had logged before it refused",
    [
      ["lambda/log", { logicalId: "Door", line: '{"level":"WARN","message":"no room","room":"7"}' }],
      ["lambda/log", { logicalId: "Door", level: "INFO", line: "bye" }],
      ["execute-api/answer", { eventType: "CONNECT", status: 403, functionArn: "shop-Door-1" }],
      refuse(403, "…"),
    ],
    {
      sentence: "The handshake was refused with 403 because Door, the function of $connect, answered 403.",
      log: { logicalId: "Door", text: "no room · room=7" },
    },
  ],
  [
    "an error that a log repeats",
    [
      ["lambda/log", { logicalId: "Say", level: "WARN", line: "nearly full" }],
      [
        "lambda/log",
        { logicalId: "Say", level: "ERROR", line: 'Invoke Error {"errorType":"Error","errorMessage":"no"}' },
      ],
      report("Say", "Error", "no"),
      ["execute-api/answer", { eventType: "MESSAGE", status: 500, answered: "Internal server error" }],
    ],
    {
      sentence: 'The client got "Internal server error" because Say threw Error: no.',
      location,
      log: { logicalId: "Say", text: "nearly full" },
    },
  ],
  [
    "a fault on purpose",
    [["faults/injected", { kind: "throttled" }], refuse(429, "a fault on purpose")],
    { sentence: "The handshake was refused with 429 because of a fault that was set on purpose: throttled." },
  ],
  [
    "an HTTP request without a route",
    [["http-api/refuse", { status: 404, reason: "no route takes it" }]],
    { sentence: "The request was answered with 404 because no route takes it." },
  ],
  [
    "a call that failed",
    [["sqs/call", { operation: "SendMessage", status: 400, error: "QueueDoesNotExist" }]],
    { sentence: "SQS: SendMessage 400 QueueDoesNotExist." },
  ],
];

describe("why something was refused or failed", () => {
  it.each(CASES)("says it in one sentence of %s", (_what, entries, why) => {
    expect(
      whyOf(
        entries.map(([name, data]) => told(name, data === undefined ? {} : { data })),
        names,
      ),
    ).toEqual(why);
  });
});
