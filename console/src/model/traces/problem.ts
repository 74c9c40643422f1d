import type { JournalEntry } from "../../engine/journal/entry.ts";
import { type Data, joined, keyOf, listOf, recordOf, textOf } from "./data.ts";
import { toneOfLog } from "./log.ts";

/** Something that went wrong: `warn` is worth a look, `bad` is a failure. */
export interface Problem {
  readonly tone: "warn" | "bad";
  readonly text: string;
  /** `file:line:column` */
  readonly location?: string;
}

const bad = (text: string, location?: unknown): Problem => ({
  tone: "bad",
  text,
  ...(typeof location === "string" && { location }),
});
const warn = (text: string, location?: unknown): Problem => ({ ...bad(text, location), tone: "warn" });

const FIRST_ERROR_STATUS = 400;
const FIRST_SERVER_ERROR_STATUS = 500;
/** Says that a call or a request with that status went wrong. */
export const isErrorStatus = (status: unknown) => Number(status) >= FIRST_ERROR_STATUS;

/** Errors that code provokes on purpose, to learn what it may write, or what there is. */
const EXPECTED = new Set([
  "ConditionalCheckFailedException",
  "TransactionCanceledException",
  "ResourceNotFoundException",
]);

type Find = (data: Data) => Problem | undefined;

const always =
  (tone: typeof bad, ...members: readonly string[]): Find =>
  (data) =>
    tone(joined(": ", ...members.map((member) => data[member])), data.location);

const functionError: Find = ({ error }) => {
  if (error === undefined) return undefined;
  const { errorType, errorMessage, location } = recordOf(error);
  return bad(joined(": ", errorType, errorMessage), location);
};

const failedBatch: Find = ({ failed, size }) => {
  const { length } = listOf(failed);
  return length > 0 ? bad(`${length} of ${textOf(size)} failed`) : undefined;
};

const PROBLEMS: Readonly<Record<string, Find>> = {
  "execute-api/refuse": always(bad, "status", "reason"),
  "execute-api/authorizer": ({ decision, reason }) =>
    decision === "allow" ? undefined : bad(joined(": ", decision, reason)),
  "execute-api/message": ({ refused, reason }) =>
    refused === undefined ? undefined : bad(joined(": ", refused, reason)),
  "execute-api/answer": ({ status, answered }) => {
    if (answered !== undefined) return bad(textOf(answered));
    return isErrorStatus(status) ? bad(`answered ${textOf(status)}`) : undefined;
  },
  "execute-api/error": always(bad, "detail"),
  "http-api/authorizer": ({ decision, reason }) =>
    decision === "allow" ? undefined : bad(joined(": ", decision, reason)),
  "http-api/refuse": always(bad, "status", "reason"),
  "http-api/request": ({ status }) => {
    if (!isErrorStatus(status)) return undefined;
    return (Number(status) >= FIRST_SERVER_ERROR_STATUS ? bad : warn)(`answered ${textOf(status)}`);
  },
  "lambda/report": functionError,
  "lambda/init": functionError,
  "lambda/mistake": always(bad, "message"),
  "lambda/log": (data) => (toneOfLog(data) === "bad" ? warn("an error in the log") : undefined),
  "lambda/batch": failedBatch,
  "lambda/batch-refused": always(bad, "message"),
  "lambda/batch-discarded": always(bad, "condition"),
  "lambda/batch-undeliverable": always(bad, "message"),
  "lambda/async-failed": always(bad, "message"),
  "lambda/async-dropped": always(bad, "condition"),
  "lambda/async-undeliverable": always(bad, "message"),
  "lambda/async-retry": ({ attempts }) => warn(`tried again after ${textOf(attempts)}`),
  "sqs/dead-letter": ({ deadLetterQueue, receiveCount }) =>
    bad(`in ${textOf(deadLetterQueue)} after ${textOf(receiveCount)} receives`),
  "sqs/expire": () => bad("its retention is over"),
  "events/not-sent": always(bad, "message"),
  "events/dropped": always(bad, "message"),
  "events/dead-letter": () => bad("in the dead-letter queue"),
  "events/delivery-failed": always(warn, "message"),
  "sns/dropped": always(bad, "message"),
  "sns/dead-letter": () => bad("in the dead-letter queue"),
  "sns/delivery-failed": always(warn, "message"),
  "states/end": ({ status, error }) => (status === "SUCCEEDED" ? undefined : bad(joined(": ", status, error))),
  "faults/injected": ({ kind }) => warn(`a fault on purpose: ${textOf(kind)}`),
  "iam/denied": ({ enforced, action, location }) => (enforced ? bad : warn)(`no right to ${textOf(action)}`, location),
};

const call: Find = ({ status, error }) => {
  if (!isErrorStatus(status)) return undefined;
  return (EXPECTED.has(textOf(error)) ? warn : bad)(joined(" ", status, error));
};

/** The problem that an entry tells of. */
export function problemOf(entry: JournalEntry): Problem | undefined {
  const key = keyOf(entry);
  if (Object.hasOwn(PROBLEMS, key)) return PROBLEMS[key]?.(entry.data);
  if (entry.type === "call") return call(entry.data);
  if (entry.type === "defect") return bad(textOf(entry.data.message));
  return entry.type === "policy" && entry.data.allowed === false ? warn(textOf(entry.data.reason)) : undefined;
}

/** The worse of two. */
export const worse = (one: Problem | undefined, other: Problem | undefined): Problem | undefined =>
  one?.tone === "bad" || !other ? one : other.tone === "bad" || !one ? other : one;
