import { listNames } from "../../../kernel/words/list-names.ts";
import {
  counted,
  type Data,
  detail,
  error,
  type Format,
  type Formats,
  faint,
  good,
  inDetail,
  joined,
  type Line,
  milliseconds,
  plain,
  type Teller,
  text,
  warning,
} from "./line.ts";
import { readLogLine } from "./log-line.ts";

/** The function, and enough of the request id to tell invocations apart. */
const invocation = ({ logicalId, functionName, requestId }: Data) =>
  joined(logicalId ?? functionName, text(requestId).slice(0, 8));

/** The runtime's record of an error as JSON, in all of its forms: other lines say the same in words. */
const RUNTIME_ERROR = /^\s*(?:Init|Invoke) Error\s+\{/;
const UNCAUGHT = /^\s*Uncaught Exception\s/;
const isRecordOfError = (line: string, requestId: unknown) =>
  RUNTIME_ERROR.test(line) || (requestId === undefined && UNCAUGHT.test(line));

/** The same record as a line of JSON, for the error by which an authorizer refuses a client [1.3/unauthorized]. */
const REFUSAL_RECORD = /^\s*\{.*"message":\{"errorType":"\w+","errorMessage":"Unauthorized"/;

/** True for the report of an authorizer that has refused a client: it works as it should. */
export const isRefusal = ({ source, error: thrown }: Data) =>
  text(source).includes("/authorizers/") && (thrown as Data | undefined)?.errorMessage === "Unauthorized";

/** A line of a printed stack that is not the function's own. */
const RUNTIME_FRAME =
  /\n\s+at [^\n]*(?:\/runtime\/bootstrap\.mjs:|node:internal\/(?:event_target|per_context)|new Promise \(<anonymous>\))[^\n]*/g;

const SEVERITIES: Readonly<Record<string, Line["severity"]>> = {
  ERROR: "error",
  FATAL: "error",
  WARN: "warning",
  DEBUG: "faint",
  TRACE: "faint",
};

const log: Format = (data) => {
  const raw = text(data.line);
  if (isRecordOfError(raw, data.requestId)) return detail(plain("log", invocation(data), raw));
  const line = readLogLine(raw.replace(RUNTIME_FRAME, ""));
  if (!line) return detail(plain("metrics", invocation(data), raw));
  const severity = SEVERITIES[text(line.level ?? data.level)] ?? "plain";
  const told: Line = { label: "log", text: joined(invocation(data), line.level, line.text), severity };
  return REFUSAL_RECORD.test(raw) ? detail(told) : told;
};

/** An error of a function in words: its own, or the engine's of what is wrong. */
function failure(data: Data, { names }: Teller, before: string): Line {
  const { errorType, errorMessage, location, missingVariables } = data.error as Data;
  const [message = ""] = names.within(text(errorMessage)).split("\nRequire stack:");
  const missing = [missingVariables ?? []].flat().map(text);
  const hint =
    missing.length > 0 &&
    `The file reads ${missing.join(", ")}, which ${text(data.logicalId)} lacks: set ${missing.length === 1 ? "it" : "them"} under Environment.Variables.`;
  const said = [errorType, message].filter(Boolean).map(text).join(": ");
  return error(joined(`${joined(invocation(data), before)}:`, said), { location, hints: [hint] });
}

const init: Format = (data, teller) => {
  if (!data.error) return undefined;
  const { mistake } = data as { readonly mistake?: Data };
  return mistake ? mistakeLine({ ...data, ...mistake }) : failure(data, teller, "does not start");
};

const mistakeLine = ({ logicalId, message, location, hint }: Data): Line =>
  error(`${text(logicalId)}: ${text(message)}`, { location, hints: [hint] });

const refused = (data: Data, took: string): Line => ({
  ...plain("refused", invocation(data), `threw "Unauthorized" after ${took}`),
  location: text((data.error as Data).location),
});

const report: Format = (data, teller) => {
  const took = milliseconds(data.durationMs);
  if (isRefusal(data)) return refused(data, took);
  if (data.error) return failure(data, teller, `failed after ${took}`);
  const line = () => faint("ran", invocation(data), took, data.stopped ? "stopped with the engine" : "");
  // The gateway tells of it by the message.
  return data.source === undefined ? line() : inDetail(teller, line);
};

/** The number of changed files that are named. */
const NAMED_FILES = 3;

function build(data: Data): Line | undefined {
  const { logicalId, command, status, files, missing, keepsCode, durationMs } = data;
  if (command !== undefined) return faint("build", command, `${text(logicalId)}:`, status);
  if (!Array.isArray(files)) return undefined;
  const named = listNames(files.map(text), NAMED_FILES);
  const old = keepsCode ? "it goes on with its old code" : "it has no code yet";
  const time = durationMs === undefined ? "" : `in ${milliseconds(durationMs)}`;
  if (status === "built") return good("rebuilt", logicalId, time, `(${named})`);
  if (status === "unchanged") return faint("same code", logicalId, `(${named})`);
  if (status === "waiting") return warning(`${text(logicalId)} waits for ${text(missing)}; ${old}`);
  return warning(`${text(logicalId)} is not built; ${old}`);
}

const batch: Format = ({ failed, size, eventSourceArn, logicalId }, { names }) => {
  const hop = `${names.of(eventSourceArn)} → ${text(logicalId)}`;
  const lost = Array.isArray(failed) ? failed : [];
  if (lost.length > 0) return warning(`${hop}: ${lost.length} of a batch of ${text(size)} failed: ${lost.join(", ")}`);
  return plain("batch", hop, counted(Number(size), "record"));
};

const place = (data: Data) => ({ location: data.location });

export const functionLines: Formats = {
  "lambda/log": log,
  "lambda/init": init,
  "lambda/mistake": mistakeLine,
  "lambda/report": report,
  "lambda/warning": (data) => warning(text(data.message), place(data)),
  "lambda/build-error": (data) =>
    error(joined(data.logicalId && `${text(data.logicalId)}:`, data.message), place(data)),
  "lambda/build": build,
  "lambda/install": ({ folder, status }) => faint("install", `npm install ${text(folder)}:`, status),
  "lambda/runtime-sdk": ({ packages, status, folder }) => {
    const names = [packages].flat().map(text).join(", ");
    if (status === "done") return faint("packages", "fetched", names);
    return faint("packages", `fetching what Lambda's runtime brings, once, into ${text(folder)}: ${names}`);
  },
  "lambda/batch": batch,
  "lambda/batch-refused": (data) => warning(joined(`${invocation(data)}:`, data.message)),
  "lambda/batch-undeliverable": (data, { names }) =>
    warning(joined(invocation(data), `${names.of(data.destination)}:`, data.message)),
  "lambda/batch-discarded": (data) =>
    warning(joined(invocation(data), "gave up", `${JSON.stringify(data.discarded)}:`, data.condition)),
};
