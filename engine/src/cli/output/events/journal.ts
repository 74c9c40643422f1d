import { z } from "zod";

type Members = Readonly<Record<string, z.ZodType>>;

/** An entry of the journal that programs may count on. */
export interface JournalEventSpec {
  readonly summary: string;
  readonly data: Members;
}

const text = z.string();
const number = z.number();
const texts = z.array(text);
const place = text.describe("`file:line:column`");

const ofStage = { apiId: text, stage: text, connectionId: text };
const ofRequest = { ...ofStage, routeKey: text, requestId: text };
const ofFunction = { functionName: text, logicalId: text };
const ofInvocation = { ...ofFunction, requestId: text };
const functionError = z
  .looseObject({ errorType: z.unknown(), errorMessage: z.unknown(), location: place.optional() })
  .describe("An error of a function, with its place in the sources.");

const gateway = {
  "execute-api/authorizer": {
    summary: "An authorizer has decided about a handshake.",
    data: {
      ...ofRequest,
      authorizer: text,
      decision: text,
      reason: text.optional(),
      principalId: text.optional(),
      allowedBy: text.optional(),
      deniedBy: text.optional(),
      durationMs: number.optional(),
    },
  },
  "execute-api/refuse": {
    summary: "A handshake was refused.",
    data: {
      status: number,
      reason: text,
      apiId: text.optional(),
      stage: text.optional(),
      connectionId: text.optional(),
      routeKey: text.optional(),
      requestId: text.optional(),
      host: text.optional(),
      path: text.optional(),
    },
  },
  "execute-api/connect": {
    summary: "A connection is open.",
    data: { ...ofRequest, principalId: text.optional(), remotePort: number.optional() },
  },
  "execute-api/message": {
    summary: "A message came; `refused` is what the client was told when it went no further.",
    data: {
      ...ofRequest,
      bytes: number.optional(),
      refused: text.optional(),
      reason: text.optional(),
      routes: texts.optional(),
      meant: text.optional(),
    },
  },
  "execute-api/answer": {
    summary: "The integration of a request has answered.",
    data: {
      ...ofRequest,
      eventType: z.enum(["CONNECT", "MESSAGE", "DISCONNECT"]),
      status: number,
      durationMs: number,
      functionArn: text.optional(),
      sentBytes: number.optional(),
      answered: text.optional().describe("What the client was told of a failure."),
    },
  },
  "execute-api/post": { summary: "A backend has posted to a connection.", data: { ...ofStage, bytes: number } },
  "execute-api/disconnect": {
    summary: "A connection has ended.",
    data: { ...ofStage, code: number, reason: text, by: text.describe("Who ended it.") },
  },
  "http-api/request": {
    summary: "An HTTP API, a REST API or a function's URL has answered.",
    data: {
      apiId: text,
      stage: text,
      routeKey: text.optional(),
      method: text,
      requestId: text,
      path: text,
      status: number,
      bytes: z.object({ in: number, out: number }),
      durationMs: number,
    },
  },
} satisfies Readonly<Record<string, JournalEventSpec>>;

const functions = {
  "lambda/invoke": { summary: "An invocation begins.", data: ofInvocation },
  "lambda/log": {
    summary: "A function has printed a line.",
    data: { ...ofFunction, requestId: text.optional(), level: text.optional(), line: text },
  },
  "lambda/report": {
    summary: "An invocation has ended; with `error`, it failed.",
    data: {
      ...ofInvocation,
      durationMs: number,
      billedMs: number,
      memory: z.object({ sizeMb: number, maxUsedMb: number }),
      initMs: number.optional(),
      source: text.optional().describe("The ARN of whatever invoked it."),
      error: functionError.optional(),
      stopped: z.boolean().optional(),
    },
  },
  "lambda/init": {
    summary: "An environment has started; with `error`, it could not.",
    data: {
      ...ofFunction,
      initMs: number.optional(),
      error: functionError.optional(),
      mistake: z.looseObject({ message: text, location: place }).optional(),
    },
  },
  "lambda/mistake": {
    summary: "A function cannot start, and why.",
    data: { ...ofFunction, kind: text.optional(), message: text, location: place, hint: text.optional() },
  },
  "lambda/build": {
    summary: "A function was built, or its sources have changed.",
    data: {
      ...ofFunction,
      status: text,
      command: text.optional(),
      files: texts.optional(),
      missing: text.optional(),
      keepsCode: z.boolean().optional(),
      durationMs: number.optional(),
    },
  },
  "lambda/build-error": {
    summary: "A function could not be built.",
    data: { ...ofFunction, message: text, location: place.optional() },
  },
  "lambda/batch": {
    summary: "An event source mapping's batch is done; `failed` are the ids that come again.",
    data: {
      ...ofFunction,
      eventSourceArn: text,
      size: number,
      failed: texts,
      links: z.array(z.unknown()).optional(),
    },
  },
} satisfies Readonly<Record<string, JournalEventSpec>>;

const others = {
  "events/event": {
    summary: "An event was put; `rules` are those that match.",
    data: { bus: text, eventId: text, source: text, detailType: text, rules: texts },
  },
  "events/schedule": { summary: "A schedule is due.", data: { rule: text, eventId: text } },
  "sns/publish": {
    summary: "A message was published to a topic.",
    data: { topicArn: text, messageId: text, subscriptions: number },
  },
  "sqs/send": { summary: "A message is in a queue.", data: { queue: text, messageId: text } },
  "sqs/dead-letter": {
    summary: "A message went to the dead-letter queue.",
    data: { queue: text, messageId: text, deadLetterQueue: text, receiveCount: number },
  },
  "states/end": {
    summary: "An execution of a state machine has ended.",
    data: { executionArn: text, status: text, error: text.optional() },
  },
  "iam/denied": {
    summary: "A role does not allow a call; `leastPolicy` would.",
    data: {
      roleArn: text,
      action: text,
      resource: text,
      enforced: z.boolean().describe("True: it was refused. False: it went on, and AWS would refuse it."),
      principalArn: text,
      decision: text,
      unknownPolicies: z.array(z.unknown()),
      leastPolicy: text.optional(),
      location: place.optional(),
    },
  },
  "faults/set": {
    summary: "A fault is set; its settings stand beside these.",
    data: { fault: text, kind: text, seed: number },
  },
  "faults/injected": {
    summary: "A fault has struck; what it hit stands beside these.",
    data: { fault: text, kind: text, at: text },
  },
  "faults/removed": { summary: "A fault was taken away, or has struck as often as it should.", data: { fault: text } },
  "engine/clock": {
    summary: "Time was moved ahead, or stands still.",
    data: { advanceSeconds: number.optional(), paused: z.boolean().optional() },
  },
  "engine/template": {
    summary: "The template has changed: `reloaded` took it over, `changed` needs a restart, `mistaken` cannot run.",
    data: {
      status: z.enum(["reloaded", "changed", "unchanged", "mistaken", "unwatchable", "watched"]),
      files: texts.optional(),
      changes: z.array(z.looseObject({ logicalId: text, kind: text })).optional(),
      message: text.optional(),
      location: place.optional(),
    },
  },
  "engine/not-run": {
    summary: "Nothing here answers a call that a function makes.",
    data: { service: text, operation: text.optional(), remedy: text.optional() },
  },
} satisfies Readonly<Record<string, JournalEventSpec>>;

/** The entries of the journal that are described, by `service/type`. There are more, and data may have more members. */
export const journalEvents: Readonly<Record<string, JournalEventSpec>> = { ...gateway, ...functions, ...others };
