import type { JournalEntry } from "../../engine/journal/journal.ts";

/** Something that went from one part of a stack to another, by the names that the journal has for them. */
export interface Passage {
  /** Undefined: whoever caused the entry. */
  readonly from?: string;
  /** Undefined: all that `from` leads to. */
  readonly to?: string;
  /** Kinds of arrows that are meant. */
  readonly kinds?: readonly string[];
  readonly isError?: boolean;
}

type Data = JournalEntry["data"];
type Read = (data: Data) => readonly Passage[];

const FIRST_ERROR_STATUS = 400;

const text = (value: unknown) => (typeof value === "string" ? value : "");
const isFailure = (status: unknown) => typeof status === "number" && status >= FIRST_ERROR_STATUS;
const routeOf = ({ apiId, routeKey }: Data) => `${text(apiId)} ${text(routeKey)}`;

/** Arrows of all that a route has its backend do. */
const DONE = ["calls", "sends", "writes", "reads", "posts"];
const FAILURES = ["failures"];

const routed: Read = ({ status, ...data }) => [{ from: routeOf(data), kinds: DONE, isError: isFailure(status) }];
const authorized: Read = ({ decision, ...data }) => [
  { from: routeOf(data), kinds: ["authorizes"], isError: decision !== "allow" },
];
const toTarget =
  (source: string, isError: boolean): Read =>
  ({ [source]: from, target }) => [{ from: text(from), to: text(target), isError }];
const toDeadLetters =
  (source: string): Read =>
  ({ [source]: from, deadLetterQueueArn }) => [
    { from: text(from), to: text(deadLetterQueueArn), kinds: FAILURES, isError: true },
  ];
const called =
  (name: string): Read =>
  ({ [name]: to, status }) =>
    text(to)
      .split(", ")
      .map((each) => ({ to: each, isError: isFailure(status) }));

/** A stream's ARN begins with that of its table. */
const sourceOf = (arn: unknown) => text(arn).replace(/\/stream\/.*$/, "");

/** Entries that tell of something that went along an arrow, by service and type. */
export const PASSAGES: Readonly<Record<string, Read>> = {
  "execute-api/answer": routed,
  "execute-api/authorizer": authorized,
  "execute-api/post": ({ apiId }) => [{ to: `${text(apiId)} @connections` }],
  "execute-api/call": ({ apiId, status }) => [{ to: `${text(apiId)} @connections`, isError: isFailure(status) }],
  "http-api/request": routed,
  "http-api/refuse": ({ status, ...data }) => [
    { from: routeOf(data), kinds: ["authorizes"], isError: isFailure(status) },
  ],
  "http-api/authorizer": authorized,
  "lambda/invoke": ({ functionName }) => [{ to: text(functionName), kinds: ["calls"] }],
  "lambda/batch": ({ eventSourceArn, functionName, failed }) => [
    { from: sourceOf(eventSourceArn), to: text(functionName), isError: Array.isArray(failed) && failed.length > 0 },
  ],
  "events/event": ({ bus, rules }) => [
    { to: text(bus), kinds: ["sends"] },
    ...(Array.isArray(rules) ? rules.map((rule) => ({ from: text(bus), to: text(rule) })) : []),
  ],
  "events/delivered": toTarget("rule", false),
  "events/delivery-failed": toTarget("rule", true),
  "events/dead-letter": toDeadLetters("rule"),
  "sns/publish": ({ topicArn }) => [{ to: text(topicArn) }],
  "sns/delivered": toTarget("topicArn", false),
  "sns/delivery-failed": toTarget("topicArn", true),
  "sns/dead-letter": toDeadLetters("topicArn"),
  "sqs/send": called("queue"),
  "sqs/dead-letter": ({ queue, deadLetterQueue }) => [
    { from: text(queue), to: text(deadLetterQueue), kinds: FAILURES, isError: true },
  ],
  "dynamodb/call": called("table"),
  "secretsmanager/get": called("secret"),
  "secretsmanager/put": called("secret"),
  "firehose/record": called("stream"),
  "states/start": ({ executionArn }) => [
    {
      to: text(executionArn)
        .replace(":execution:", ":stateMachine:")
        .replace(/:[^:]+$/, ""),
    },
  ],
};
