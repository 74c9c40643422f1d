import { readFileSync } from "node:fs";
import { DISCONNECT_CODES, ERROR_CODES, PROBLEMS } from "@portcullis/contract";
import { connectAnswer } from "../../app/src/aws/lambda/connect-answer.ts";
import { REFUSALS, type RefusalCause } from "../../app/src/core/tokens/refusal.ts";
import { ERRORS } from "../../client/src/errors.ts";
import { RESPONSES } from "../../engine/src/services/api-gateway/gateway-responses.ts";
import { CAUSES } from "../../engine/src/services/api-gateway/websocket/connection/close-causes.ts";
import { cell, code, GENERATED, page, table } from "./tables.ts";

const yes = (answer: boolean): string => (answer ? "yes" : "no");
const entriesOf = <T>(record: Readonly<Record<string, T>>): [string, T][] => Object.entries(record);

interface Section {
  readonly title: string;
  readonly text: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The page of all errors, each section from the table by which the code goes. */
export function generateErrors(): string {
  const sections = [errorFrames(), disconnects(), refusals(), problems(), closes(), gateway(), management(), client()];
  return page(
    "# Errors",
    GENERATED,
    `Every error that a client, a server or an operator of the app may meet, with its cause and whether to try again. Codes
stay as they are; texts may change ([VERSIONING.md](../VERSIONING.md)).`,
    ...sections.map(({ title, text, head, rows }) => `## ${title}\n\n${text}\n\n${table(head, rows)}`),
  );
}

const errorFrames = (): Section => ({
  title: "Errors over the socket",
  text: `The app answers a message that it cannot act on with \`{"type":"error","code":…}\`. The connection stays open, except
after a code with a close code: close with it and connect again. [delivery.md](delivery.md) says what counts as too much.`,
  head: ["code", "meaning", "try the same again", "close with"],
  rows: entriesOf<{ summary: string; retryable: boolean; closeCode?: number }>(ERROR_CODES).map(([name, entry]) => [
    code(name),
    cell(entry.summary),
    yes(entry.retryable),
    entry.closeCode === undefined ? "–" : String(entry.closeCode),
  ]),
});

const disconnects = (): Section => ({
  title: "Goodbyes",
  text: `Before the app closes a connection it sends \`{"type":"disconnect","code":…}\`, because API Gateway itself always
closes with 1000 and says nothing.`,
  head: ["code", "meaning", "connect again"],
  rows: entriesOf(DISCONNECT_CODES).map(([name, { summary, reconnect }]) => [
    code(name),
    cell(summary),
    yes(reconnect),
  ]),
});

/** Causes that are no answer to a handshake, or one of API Gateway's policy. */
const STATUSES: Partial<Record<RefusalCause, string>> = {
  origin_not_allowed: "403",
  token_outdated: "the error `token_refused`",
};

const refusals = (): Section => ({
  title: "Refused handshakes",
  text: `Whoever is refused learns a status and no more. The log of the authorizer or of \`ConnectFunction\` has the cause, and
the metric \`Refusals\` counts by it. On your machine the console tells it.`,
  head: ["cause in the log", "meaning", "the client gets"],
  rows: entriesOf(REFUSALS).map(([cause, meaning]) => {
    const { statusCode } = connectAnswer(cause as RefusalCause, undefined);
    return [code(cause), cell(meaning), STATUSES[cause as RefusalCause] ?? String(statusCode)];
  }),
});

const problems = (): Section => ({
  title: "Problems of the HTTP API",
  text: `The [HTTP API](http.md) answers \`{"code":…,"message":…,"fields":…}\`. 401, 403, 404 for an unknown path and a 429
without a code are API Gateway's own.`,
  head: ["code", "status", "meaning"],
  rows: entriesOf(PROBLEMS).map(([name, { status, summary }]) => [code(name), String(status), cell(summary)]),
});

const CLOSES: Readonly<Record<keyof typeof CAUSES, string>> = {
  deleted: "The app, or somebody with `DELETE @connections`, closed it. The app says why before that.",
  idle: "Nothing came or went for 10 minutes.",
  expired: "It was open for 2 hours.",
  stopping: "The engine on your machine stops.",
  binary: "The client sent a binary frame.",
  tooLarge: "The client sent more than 128 KB, or a frame of more than 32 KB.",
};

const closes = (): Section => ({
  title: "Close codes",
  text: `API Gateway closes with few codes. A client that sees another one, or 1006, has met its network or a proxy, not the
app.`,
  head: ["close code", "reason that `$disconnect` gets", "cause"],
  rows: Object.entries(CAUSES).map(([name, { code: number, reason }]) => [
    String(number),
    reason === "" ? "–" : code(reason),
    CLOSES[name as keyof typeof CAUSES],
  ]),
});

const answered = (rows: Readonly<Record<string, { status: number; type: string; errorType: string | undefined }>>) => [
  ...new Map(
    Object.values(rows).map(({ status, type, errorType }) => [
      `${status} ${type} ${errorType}`,
      [String(status), code(type), code(errorType ?? "")],
    ]),
  ).values(),
];

const gateway = (): Section => ({
  title: "Answers of API Gateway to a handshake",
  text: `These are API Gateway's own, before or instead of your function. A message that fails gets a frame
\`{"message":"Internal server error","connectionId":…,"requestId":…}\` in its place. [fidelity.md](fidelity.md) has the source
of each.`,
  head: ["status", "type", "`x-amzn-ErrorType`"],
  rows: answered(RESPONSES.websocket),
});

const management = (): Section => ({
  title: "Answers of `@connections`",
  text: "A server that posts to a connection, or closes it, gets these. 410 means that the connection is gone: forget it.",
  head: ["status", "type", "`x-amzn-ErrorType`"],
  rows: answered(RESPONSES["@connections"]),
});

const client = (): Section => ({
  title: "Errors of the client",
  text: `\`@portcullis/client\` throws and reports a \`PortcullisError\` with one of these. It tries again by itself where it can.`,
  head: ["code", "retryable", "meaning"],
  rows: Object.entries(ERRORS).map(([name, { retryable }]) => [code(name), yes(retryable), meaningOf(name)]),
});

/** The package's own words; a test holds them against the codes. */
const README = readFileSync(new URL("../../client/README.md", import.meta.url), "utf8");

function meaningOf(name: string): string {
  const [, meaning] = new RegExp(`^\\| <a id="${name}"></a>.*\\| (.*?) +\\|$`, "m").exec(README) ?? [];
  if (!meaning) throw new Error(`client/README.md explains no ${name}.`);
  return `${meaning}.`;
}
