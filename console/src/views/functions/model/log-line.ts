import type { JournalEntry } from "../../../engine/journal/entry.ts";
import { traceIdOf } from "../../../model/connections/trace-id.ts";
import { formatDuration } from "../../../ui/format.ts";

/** Levels from the least to the most urgent. */
export const LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"] as const;

export type Level = (typeof LEVELS)[number];

/** A line of a function's log, or what Lambda says of an invocation. */
export interface LogLine {
  readonly seq: number;
  /** Engine time, epoch milliseconds. */
  readonly at: number;
  readonly level: Level;
  /** True for what is not the function's own. */
  readonly isOfPlatform: boolean;
  readonly requestId?: string;
  readonly traceId?: string;
  /** All of it: the message, of JSON its own. */
  readonly text: string;
  /** The members of a line of JSON besides level, message and time. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** `file:line:column` of an error. */
  readonly location?: string;
}

type Members = Readonly<Record<string, unknown>>;
type Data = JournalEntry["data"];
type Said = Pick<LogLine, "level" | "text"> & Pick<Partial<LogLine>, "fields" | "location">;

const READERS: Readonly<Record<string, (data: Data) => Said | undefined>> = {
  log: ({ level, line }) => readLine(textOf(line), level),
  init: readInit,
  report: readReport,
  mistake: ({ message, location, hint }) => ({
    level: "ERROR",
    text: [message, hint].filter(Boolean).map(textOf).join(" "),
    ...placeOf(location),
  }),
};

/** Reads an entry of the journal; undefined for one that is no line of a log. */
export function logLineOf(entry: JournalEntry): LogLine | undefined {
  const { seq, at, service, type, data } = entry;
  const said = service === "lambda" && Object.hasOwn(READERS, type) ? READERS[type]?.(data) : undefined;
  if (!said) return undefined;
  const { requestId } = data;
  const traceId = traceIdOf(entry);
  return {
    seq,
    at,
    isOfPlatform: type !== "log",
    ...(typeof requestId === "string" && requestId !== "" && { requestId }),
    ...(traceId !== undefined && { traceId }),
    ...said,
  };
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : String(value ?? ""));

const placeOf = (location: unknown) => (typeof location === "string" ? { location } : {});

const levelOf = (value: unknown): Level | undefined =>
  LEVELS.find((level) => level === textOf(value).toUpperCase()) ??
  (textOf(value).toUpperCase() === "WARNING" ? "WARN" : undefined);

/** Members that stand elsewhere in the row, or say what every line says. */
const OF_THE_ROW = new Set(["level", "message", "msg", "timestamp", "time", "requestId", "function_request_id"]);

/** Lambda's own words before an error that a function threw. */
const THROWN = /^(?:Invoke Error|Uncaught Exception|Unhandled Promise Rejection)\s+(?=\{)/;

/** Reads a line, which may be a document of JSON, as loggers write them. */
function readLine(line: string, level: unknown): Said {
  const thrown = THROWN.test(line) ? parseObject(line.replace(THROWN, "")) : undefined;
  if (thrown) return { level: levelOf(level) ?? "ERROR", text: stackOf(thrown) };
  const document = line.startsWith("{") ? parseObject(line) : undefined;
  if (!document) return { level: levelOf(level) ?? "INFO", text: line };
  const fields = fieldsOf(document);
  return {
    level: levelOf(document.level) ?? levelOf(level) ?? "INFO",
    text: messageOf(document),
    ...(Object.keys(fields).length > 0 && { fields }),
  };
}

function messageOf(document: Members): string {
  const { message, msg, _aws: metrics } = document;
  const error = typeof message === "object" && message !== null ? (message as Members) : undefined;
  const text = error?.errorType === undefined ? (message ?? msg) : stackOf(error);
  if (typeof text === "string") return text;
  return text === undefined && metrics !== undefined ? "Metrics" : JSON.stringify(text ?? document);
}

/** Members of a document beside those of the row; the declaration of metrics is long, and comes behind their values. */
function fieldsOf({ _aws: metrics, ...rest }: Members): Members {
  const fields = Object.fromEntries(Object.entries(rest).filter(([name]) => !OF_THE_ROW.has(name)));
  return metrics === undefined ? fields : { ...fields, _aws: metrics };
}

const stackOf = ({ stack, stackTrace = stack, errorType, errorMessage }: Members): string =>
  Array.isArray(stackTrace) ? stackTrace.join("\n") : [errorType, errorMessage].filter(Boolean).map(textOf).join(": ");

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

function readInit({ initMs, error }: Data): Said | undefined {
  const failure = readError(error);
  if (failure) return { level: "ERROR", text: `Did not start: ${failure.text}`, ...placeOf(failure.location) };
  return typeof initMs === "number"
    ? { level: "INFO", text: `Environment started in ${formatDuration(initMs)}` }
    : undefined;
}

function readReport({ durationMs, initMs, memory, error, stopped }: Data): Said {
  const spent = `${formatDuration(Number(durationMs))}${typeof initMs === "number" ? ` after a cold start of ${formatDuration(initMs)}` : ""}`;
  const failure = readError(error);
  if (failure) return { level: "ERROR", text: `Failed in ${spent}: ${failure.text}`, ...placeOf(failure.location) };
  if (stopped === true) return { level: "WARN", text: "Stopped with the engine" };
  const { maxUsedMb } = (memory ?? {}) as { readonly maxUsedMb?: number };
  return { level: "INFO", text: `Done in ${spent}${maxUsedMb === undefined ? "" : `, ${Math.round(maxUsedMb)} MB`}` };
}

function readError(error: unknown): { readonly text: string; readonly location: unknown } | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const { errorType, errorMessage, location } = error as Readonly<Record<string, unknown>>;
  return { text: [errorType, errorMessage].filter(Boolean).map(textOf).join(": "), location };
}

/** The choice of lines that are shown. */
export interface LogFilter {
  /** Lines that are less urgent are left out. */
  readonly lowest: Level;
  readonly platform: boolean;
  readonly search: string;
  readonly requestId?: string | undefined;
}

/** Tells whether a line is to be shown. */
export function createLogFilter({ lowest, platform, search, requestId }: LogFilter): (line: LogLine) => boolean {
  const rank = LEVELS.indexOf(lowest);
  const wanted = search.trim().toLowerCase();
  return (line) =>
    LEVELS.indexOf(line.level) >= rank &&
    (platform || !line.isOfPlatform || line.level === "ERROR") &&
    (requestId === undefined || line.requestId === requestId) &&
    (wanted === "" || searched(line).includes(wanted));
}

/** Made once a line, as each line is looked at again whenever another one comes. */
const searchedTexts = new WeakMap<LogLine, string>();

function searched(line: LogLine): string {
  const known = searchedTexts.get(line);
  if (known !== undefined) return known;
  const { text, fields, requestId = "" } = line;
  const made = `${text}\n${fields ? JSON.stringify(fields) : ""}\n${requestId}`.toLowerCase();
  searchedTexts.set(line, made);
  return made;
}

/** The first line of a text, and how many more there are. */
export function firstLine(text: string): { readonly line: string; readonly more: number } {
  const lines = text.trimEnd().split("\n");
  return { line: lines[0] ?? "", more: lines.length - 1 };
}

const LONGEST_SUMMARY = 200;

/** Fields as `name=value`, as far as they are short. */
export function summaryOf(fields: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(fields).map(
    ([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  return parts.join("  ").slice(0, LONGEST_SUMMARY);
}
