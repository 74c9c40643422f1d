import { relative } from "node:path";
import colors from "picocolors";
import type { Engine } from "../engine.ts";
import { formatLocation, type Location, type UserError } from "../kernel/errors.ts";
import type { JournalEntry } from "../kernel/journal.ts";
import type { Notice } from "../template/model.ts";

const shown = (location: Location) => formatLocation({ ...location, file: fromHere(location.file) });

/** A path as a user would type it from the current folder. */
function fromHere(file: string): string {
  const path = relative(process.cwd(), file);
  return path.startsWith("..") ? file : path;
}

export function formatUserError({ message, location, hint }: UserError): string {
  const place = location ? `${shown(location)}: ` : "";
  return [`${colors.red("error:")} ${place}${message}`, ...(hint ? [`  ${hint}`] : [])].join("\n");
}

const SEVERITY: Readonly<Record<Notice["severity"], (text: string) => string>> = {
  error: colors.red,
  warning: colors.yellow,
  info: colors.dim,
};

export function formatNotice({ severity, message, location, logicalId }: Notice): string {
  const place = location ? `${shown(location)}: ` : "";
  return `${SEVERITY[severity](`${severity}:`)} ${place}${logicalId ? `${logicalId}: ` : ""}${message}`;
}

/** What a person sees when the system is up. */
export function formatReady(engine: Engine, page: boolean): string {
  const rows: [string, string][] = [
    ...engine.webSockets.map(({ url }): [string, string] => ["WebSocket", url]),
    ["AWS endpoint", `${engine.endpoint}  (--endpoint-url, AWS_ENDPOINT_URL)`],
    ...(page ? [["Console", `${engine.endpoint}/`] as [string, string]] : []),
    ["Functions", engine.functions.join(", ") || "none"],
  ];
  const outputs = Object.entries(engine.outputs);
  const width = Math.max(...[...rows, ...outputs].map(([name]) => name.length));
  const table = (entries: readonly [string, string][]) =>
    entries.map(([name, value]) => `  ${colors.bold(name.padEnd(width))}  ${value}`);
  return [
    "",
    ...table(rows),
    ...(outputs.length > 0 ? ["", "  Outputs", ...table(outputs)] : []),
    "",
    `  Ready. Ctrl-C stops it.`,
    "",
  ].join("\n");
}

/** The one line of `start --json`. */
export function readyJson(engine: Engine, page: boolean): string {
  const { endpoint, webSockets, functions, outputs } = engine;
  const console = page ? `${endpoint}/` : null;
  return `${JSON.stringify({ event: "ready", endpoint, console, webSockets, functions, outputs })}\n`;
}

type Format = (data: Readonly<Record<string, unknown>>) => string | undefined;

const text = (value: unknown) => (value === undefined ? "" : String(value));
const id = (value: unknown) => colors.dim(text(value).slice(0, 8).padEnd(8));
const functionTag = (data: Readonly<Record<string, unknown>>) =>
  `${colors.cyan(text(data.logicalId ?? data.functionName))} ${id(data.requestId)}`;

const LEVEL: Readonly<Record<string, (line: string) => string>> = { ERROR: colors.red, WARN: colors.yellow };

const place = (data: Readonly<Record<string, unknown>>) =>
  data.location ? `${shown(data.location as Location)}: ` : "";

/** Journal entries that a person at a terminal wants to see; the rest is for tests and the console. */
const FORMATS: Readonly<Record<string, Format>> = {
  "lambda/log": (data) => `${functionTag(data)} ${(LEVEL[text(data.level)] ?? String)(text(data.line))}`,
  "lambda/report": (data) =>
    `${functionTag(data)} ${colors.dim(`${Math.round(Number(data.durationMs))} ms`)}${data.error ? ` ${colors.red(text(data.error))}` : ""}`,
  "lambda/warning": (data) => `${colors.yellow("warning:")} ${place(data)}${text(data.message)}`,
  "lambda/build-error": (data) => `${colors.red("error:")} ${place(data)}${text(data.message)}`,
  "lambda/built": (data) => colors.dim(`built ${text(data.logicalId)}`),
  "execute-api/connect": (data) => `${colors.green("connect")} ${text(data.connectionId)}`,
  "execute-api/refuse": (data) => `${colors.yellow(`refused ${text(data.status)}`)} ${text(data.reason)}`,
  "execute-api/disconnect": (data) =>
    `${colors.dim("disconnect")} ${text(data.connectionId)} ${text(data.code)} ${text(data.reason)}`,
  "dynamodb/notice": (data) => colors.dim(text(data.message)),
};

/** The line for a journal entry, or undefined when it is not for the terminal. */
export function formatEntry({ service, type, at, data }: JournalEntry): string | undefined {
  const line =
    type === "defect"
      ? colors.red(`${service}: ${text(data.stack ?? data.message)}`)
      : FORMATS[`${service}/${type}`]?.(data);
  return line && `${colors.dim(new Date(at).toISOString().slice(11, 23))} ${line}`;
}
