import type { JournalEntry } from "../../engine/journal/entry.ts";
import { type Data, joined, keyOf, listOf, recordOf, textOf } from "./data.ts";
import { toneOfLog } from "./log.ts";
import type { Names } from "./names.ts";
import { isErrorStatus, problemOf } from "./problem.ts";
import { logOf, serviceName } from "./titles.ts";

/** The reason for which something was refused or failed, as one sentence. */
export interface Why {
  readonly sentence: string;
  /** The line of code or of the template that decided: `file:line:column`. */
  readonly location?: string;
  /** A policy statement or a list that goes with it. */
  readonly statement?: string;
  /** The last line of a log that warned or told of an error, with the function that wrote it. */
  readonly log?: { readonly logicalId: string; readonly text: string };
}

/** All that is known of a trace which did not end well. */
interface Facts {
  readonly names: Names;
  /** The newest entry of that name. */
  entry(key: string): Data | undefined;
  /** The error of the function behind a failed part: of the authorizer, or of any. */
  functionError(logicalId?: string): FunctionError | undefined;
  /** Says in a few words that something was refused, with its status. */
  readonly refused: string;
}

interface FunctionError {
  readonly logicalId: string;
  readonly errorType: string;
  readonly errorMessage: string;
  readonly location?: string;
}

type Rule = (facts: Facts) => Why | undefined;

const SENTENCE_END = /[.!?]$/;
const sentence = (...parts: readonly unknown[]): string => {
  const text = joined(" ", ...parts);
  return SENTENCE_END.test(text) ? text : `${text}.`;
};

/** Says of a function what it threw, with its place. */
const thrown = (error: FunctionError): Pick<Why, "location"> & { readonly words: string } => ({
  words: `${error.logicalId} threw ${joined(": ", error.errorType, error.errorMessage)}`,
  ...(error.location !== undefined && { location: error.location }),
});

const byFunction = (facts: Facts, error: FunctionError | undefined, before = "because"): Why | undefined => {
  if (!error) return undefined;
  const { words, ...place } = thrown(error);
  return { sentence: sentence(facts.refused, before, words), ...place };
};

const fault: Rule = ({ entry, refused }) => {
  const injected = entry("faults/injected");
  if (!injected || injected.kind === "delay") return undefined;
  return { sentence: sentence(refused, `because of a fault that was set on purpose: ${textOf(injected.kind)}`) };
};

const missingIdentity: Rule = ({ entry, refused }) => {
  const authorizer = entry("execute-api/authorizer") ?? entry("http-api/authorizer");
  const [, source] = /^identity source (.+) is missing or empty$/.exec(textOf(authorizer?.reason)) ?? [];
  if (source === undefined) return undefined;
  const words = `because it brought no ${source}: the authorizer ${textOf(authorizer?.authorizer)} was not called`;
  return { sentence: sentence(refused, words) };
};

const PASSED = new Set<unknown>(["allow", undefined]);

const authorizer: Rule = (facts) => {
  const { entry, functionError, refused } = facts;
  const data = entry("execute-api/authorizer") ?? entry("http-api/authorizer");
  if (!data || PASSED.has(data.decision)) return undefined;
  const name = textOf(data.authorizer);
  const error = functionError();
  if (error) return byFunction(facts, error, `because its authorizer ${name} refused:`);
  const reason = textOf(data.reason);
  const [, denied, statement] = /^its policy denies (.+?): (\{.*\})$/.exec(reason) ?? [];
  if (denied !== undefined && statement !== undefined)
    return { sentence: sentence(refused, `because the policy of the authorizer ${name} denies ${denied}`), statement };
  return { sentence: sentence(refused, `by the authorizer ${name}: ${reason}`) };
};

const throttle: Rule = ({ entry, refused }) => {
  const data = refusalIn(entry);
  if (data?.reason !== "a throttle has no token left") return undefined;
  const stage = joined(" ", "of the stage", data.stage);
  return {
    sentence: sentence(refused, `because the throttle ${data.stage ? stage : "of the account"} has no token left`),
  };
};

const wrongStage: Rule = ({ entry, names, refused }) => {
  const data = entry("execute-api/refuse");
  if (data?.reason !== "no stage has this URL") return undefined;
  const urls = names.webSocketUrls;
  const there = urls.length > 0 ? `; there is ${urls.join(" and ")}` : "";
  return { sentence: sentence(refused, `because no stage has the path ${textOf(data.path)}${there}`) };
};

/** `$connect` answered with a status of its own, or failed. */
const connectFunction: Rule = (facts) => {
  const { entry, functionError, names, refused } = facts;
  const answer = entry("execute-api/answer");
  if (answer?.eventType !== "CONNECT" || !isErrorStatus(answer.status)) return undefined;
  const error = byFunction(facts, functionError());
  if (error) return error;
  const name = answer.functionArn === undefined ? "its integration" : names.of(answer.functionArn);
  return {
    sentence: sentence(refused, `because ${name}, the function of $connect, answered ${textOf(answer.status)}`),
  };
};

const messageRefused: Rule = ({ entry, refused }) => {
  const message = entry("execute-api/message");
  if (message?.refused === undefined) return undefined;
  const routes = listOf(message.routes).map(textOf);
  const meant = message.meant === undefined ? "" : `; perhaps ${textOf(message.meant)} was meant`;
  return {
    sentence: sentence(refused, `because ${textOf(message.reason)}${meant}`),
    ...(routes.length > 0 && { statement: `Routes: ${routes.join(", ")}` }),
  };
};

const gone: Rule = ({ entry }) => {
  const call = entry("execute-api/call");
  if (Number(call?.status) !== 410) return undefined;
  return {
    sentence: sentence(`The push got 410 because the connection ${textOf(call?.connectionId)} is not open any more`),
  };
};

const denied: Rule = ({ entry }) => {
  const iam = entry("iam/denied");
  if (!iam?.enforced) return undefined;
  const how = iam.decision === "explicitDeny" ? "a statement of its policies denies it" : "no policy of it allows it";
  return {
    sentence: sentence(`The role ${textOf(iam.roleArn).split("/").at(-1)} may not ${textOf(iam.action)}: ${how}`),
    ...(typeof iam.location === "string" && { location: iam.location }),
    ...(typeof iam.leastPolicy === "string" && { statement: iam.leastPolicy }),
  };
};

const deadLetter: Rule = ({ entry, functionError, names }) => {
  const dead = entry("sqs/dead-letter");
  if (!dead) return undefined;
  const error = functionError();
  const { words, ...place } = error ? thrown(error) : { words: "it was not deleted" };
  const [from, to] = [names.of(dead.queue), names.of(dead.deadLetterQueue)];
  const times = Number(dead.receiveCount) === 1 ? "once" : `${textOf(dead.receiveCount)} times`;
  return {
    sentence: sentence(
      `The message ${textOf(dead.messageId)} went from ${from} to ${to} after it was received ${times}:`,
      words,
    ),
    ...place,
  };
};

const otherReason: Rule = ({ entry, refused }) => {
  const reason = textOf(refusalIn(entry)?.reason);
  return reason === "" ? undefined : { sentence: sentence(refused, `because ${reason}`) };
};

const anyFunction: Rule = (facts) => byFunction(facts, facts.functionError());

const anyIntegration: Rule = ({ entry, refused }) => {
  const detail = textOf(entry("execute-api/error")?.detail);
  return detail === "" ? undefined : { sentence: sentence(refused, `because ${detail}`) };
};

const refusalIn = (entry: Facts["entry"]) => entry("execute-api/refuse") ?? entry("http-api/refuse");

/** The most telling first. */
const RULES: readonly Rule[] = [
  fault,
  missingIdentity,
  authorizer,
  throttle,
  wrongStage,
  connectFunction,
  messageRefused,
  gone,
  denied,
  deadLetter,
  anyFunction,
  anyIntegration,
  otherReason,
];

/** Returns why a trace did not end well; undefined when it did. */
export function whyOf(entries: readonly JournalEntry[], names: Names): Why | undefined {
  const failures = entries.filter((entry) => problemOf(entry)?.tone === "bad");
  const [first] = failures;
  if (!first) return undefined;
  const why = firstOf(RULES, factsOf(entries, names)) ?? plainly(first);
  const log = lastWarning(entries, why.sentence);
  return log ? { ...why, log } : why;
}

function firstOf(rules: readonly Rule[], facts: Facts): Why | undefined {
  for (const rule of rules) {
    const why = rule(facts);
    if (why) return why;
  }
  return undefined;
}

function plainly(failure: JournalEntry): Why {
  const { text, location } = problemOf(failure) ?? { text: "" };
  return {
    sentence: sentence(`${serviceName(failure.service)}: ${textOf(failure.data.operation)}`, text),
    ...(location !== undefined && { location }),
  };
}

/** A function's own words, if the sentence has not got them already, as it has those of what was thrown. */
function lastWarning(entries: readonly JournalEntry[], said: string): Why["log"] {
  for (const entry of entries.toReversed()) {
    if (keyOf(entry) !== "lambda/log" || toneOfLog(entry.data) === undefined) continue;
    const { logicalId, functionName, line } = entry.data;
    const { title, detail } = logOf(textOf(line).trim(), "");
    if (!said.includes(title))
      return { logicalId: textOf(logicalId ?? functionName), text: joined(" · ", title, detail) };
  }
  return undefined;
}

function factsOf(entries: readonly JournalEntry[], names: Names): Facts {
  const byKey = new Map(entries.map((entry) => [keyOf(entry), entry.data]));
  const entry = (key: string) => byKey.get(key);
  const errors = entries.filter(({ service, data }) => service === "lambda" && data.error !== undefined);
  return {
    names,
    entry,
    refused: refusedIn(entry),
    functionError: () => {
      const { data } = errors.at(-1) ?? {};
      if (!data) return undefined;
      const { errorType, errorMessage, location } = recordOf(data.error);
      return {
        logicalId: textOf(data.logicalId ?? data.functionName),
        errorType: textOf(errorType),
        errorMessage: textOf(errorMessage),
        ...(typeof location === "string" && { location }),
      };
    },
  };
}

function refusedIn(entry: Facts["entry"]): string {
  const handshake = entry("execute-api/refuse");
  if (handshake) return `The handshake was refused with ${textOf(handshake.status)}`;
  const request = entry("http-api/refuse") ?? entry("http-api/request");
  if (request) return `The request was answered with ${textOf(request.status)}`;
  const message = entry("execute-api/message") ?? entry("execute-api/answer");
  const answered = message?.refused ?? entry("execute-api/answer")?.answered;
  if (answered !== undefined) return `The client got "${textOf(answered)}"`;
  // The one who began it heard nothing of it.
  return message ? "What the message led to failed" : "It failed";
}
