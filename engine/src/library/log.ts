import type { Journal, JournalEntry } from "../kernel/journal.ts";
import { parseJson } from "../kernel/parse-json.ts";
import { journalLine } from "./journal-line.ts";

/** The choice of what is written, or a function that takes it all. */
export type Log = "errors" | "all" | "none" | ((line: string, entry: JournalEntry) => void);

type Data = JournalEntry["data"];

/** Writes what happens, line by line, to standard error or to the caller's function. */
export function writeLog(journal: Pick<Journal, "subscribe">, log: Log, write = writeToStandardError): void {
  if (log === "none") return;
  if (typeof log === "function") journal.subscribe((entry) => log(journalLine(entry), entry));
  else if (log === "all") journal.subscribe((entry) => write(journalLine(entry)));
  else writeErrors(journal, write);
}

function writeToStandardError(line: string): void {
  process.stderr.write(`${line}\n`);
}

function writeErrors(journal: Pick<Journal, "subscribe">, write: (line: string) => void): void {
  /** Invocations whose error the runtime has printed with its stack: their report would say it again. */
  const printed = new Set<unknown>();
  journal.subscribe(({ service, type, data }) => {
    const isReport = service === "lambda" && type === "report";
    if (isReport && printed.delete(data.requestId)) return;
    const line = type === "defect" ? defect(service, data) : ERRORS[`${service}/${type}`]?.(data);
    if (line === undefined) return;
    if (service === "lambda" && type === "log" && INVOKE_ERROR.test(String(data.line))) printed.add(data.requestId);
    write(line);
  });
}

/** The runtime's record of an error that a handler threw, with a JSON object. */
const INVOKE_ERROR = /^\s*Invoke Error\s+(?=\{)/;

/** The runtime's words for a failed start, which is told by "lambda/init" as well. */
const INIT_ERROR = /^\s*(?:Init Error|Uncaught Exception)\s/;

/** The message by which an authorizer refuses a client [1.3/unauthorized]: it works as it should. */
const REFUSAL = "Unauthorized";

/** The runtime's record of that error where it logs in JSON. */
const REFUSAL_RECORD = /^\s*\{.*"message":\{"errorType":"\w+","errorMessage":"Unauthorized"/;

const defect = (service: string, { stack, message }: Data) => `${service}: ${stack ?? message}`;

const named = ({ logicalId, functionName }: Data, text: string) => `${logicalId ?? functionName}: ${text}`;

/** The entries that are worth a line among errors, by service and type. */
const ERRORS: Readonly<Record<string, (data: Data) => string | undefined>> = {
  "lambda/log": (data) => {
    const line = String(data.line);
    if (data.level !== "ERROR" || INIT_ERROR.test(line)) return undefined;
    if (REFUSAL_RECORD.test(line)) return undefined;
    if (!INVOKE_ERROR.test(line)) return named(data, line.trimEnd());
    const { errorMessage, stack } = Object(parseJson(line.replace(INVOKE_ERROR, ""))) as Data;
    if (errorMessage === REFUSAL) return undefined;
    return named(data, Array.isArray(stack) ? stack.join("\n") : line);
  },
  "lambda/init": (data) => (isData(data.mistake) ? mistaken({ ...data, ...data.mistake }) : failed(data)),
  // No error, but it takes long, and only once.
  "lambda/runtime-sdk": ({ status, packages, folder }) =>
    status === "started"
      ? `Fetching what Lambda's runtime brings, once, into ${folder}: ${[packages].flat().join(", ")}`
      : undefined,
  "lambda/report": (data) => failed(data),
  "lambda/mistake": mistaken,
  "lambda/build-error": mistaken,
  "execute-api/error": (data) =>
    // A function's own failure has been told.
    data.failure === "fault" ? undefined : `${data.routeKey}: ${data.detail ?? data.backendStatus ?? "failed"}`,
  "dynamodb/health": ({ status, reason }) => (status === "failed" ? `DynamoDB: ${reason}` : undefined),
};

const isData = (value: unknown): value is Data => typeof value === "object" && value !== null;

/** A fault that the engine has found in the code, with its remedy. */
function mistaken(data: Data): string {
  return placed(data, data.hint === undefined ? data.message : `${data.message}\n    ${data.hint}`);
}

function failed({ error, ...data }: Data): string | undefined {
  if (!isData(error)) return undefined;
  const { errorType, errorMessage, location } = error;
  if (errorMessage === REFUSAL) return undefined;
  return placed({ ...data, location }, `${errorType}: ${errorMessage}`);
}

const placed = (data: Data, text: unknown) =>
  named(data, `${text}${data.location === undefined ? "" : `\n    at ${data.location}`}`);
