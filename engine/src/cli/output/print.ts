import type { Engine } from "../../engine.ts";
import { formatLocation, type Location, type UserError } from "../../kernel/errors.ts";
import type { Notice, Stack } from "../../template/model.ts";
import type { Colors, Served } from "./audiences/audience.ts";
import type { ReadyEvent } from "./events/own.ts";
import { counted, fromHere } from "./lines/line.ts";

const shown = (location: Location) => formatLocation({ ...location, file: fromHere(location.file) });

export function formatUserError({ message, location, hint }: UserError, colors: Colors): string {
  const place = location ? `${shown(location)}: ` : "";
  return [`${colors.red("error:")} ${place}${message}`, ...(hint ? [`  ${hint}`] : [])].join("\n");
}

const PAINTS = { error: "red", warning: "yellow", info: "dim" } as const satisfies Record<
  Notice["severity"],
  keyof Colors
>;

export function formatNotice({ severity, message, location, logicalId }: Notice, colors: Colors): string {
  const place = location ? `${shown(location)}: ` : "";
  return `${colors[PAINTS[severity]](`${severity}:`)} ${place}${logicalId ? `${logicalId}: ` : ""}${message}`;
}

const parted = (parts: number) => (parts === 1 ? "1 part of the template has" : `${parts} parts of the template have`);

/** The remarks of `start` on a template: each warning, what decides about the start, and how many things have no effect. */
export function formatNotices({ notices, file }: Pick<Stack, "notices" | "file">, colors: Colors): string {
  const told = notices.filter(({ severity, isTold }) => severity !== "info" || isTold);
  const others = notices.length - told.length;
  const rest =
    others > 0
      ? [
          colors.dim(
            `${parted(others)} no effect here; npx portcullis validate ${fromHere(file)} lists ${others === 1 ? "it" : "them"}.`,
          ),
        ]
      : [];
  return [...told.map((notice) => formatNotice(notice, colors)), ...rest].map((line) => `${line}\n`).join("");
}

const HTTP_KINDS: Readonly<Record<Engine["httpApis"][number]["kind"], string>> = {
  "function-url": "Function URL",
  "http-api": "HTTP API",
  "rest-api": "REST API",
};

/** The width by which a row still fits a terminal of 120 columns, behind its name. */
const LIST_WIDTH = 96;

/** The values in as many rows as it takes, the name on the first. */
function listRows(name: string, values: readonly string[]): [string, string][] {
  const lines: string[] = [];
  for (const value of values.length > 0 ? values : ["none"]) {
    const joined = `${lines.at(-1)}, ${value}`;
    if (lines.length > 0 && joined.length <= LIST_WIDTH) lines.splice(-1, 1, joined);
    else lines.push(value);
  }
  return lines.map((line, index) => [index === 0 ? name : "", line]);
}

export interface ReadyOptions {
  readonly page: boolean;
  /** The number of functions that cannot start. */
  readonly faults: number;
  readonly colors: Colors;
}

/** Logical ids: people read this, and `invoke` takes them. */
const functionsOf = ({ stack }: Pick<Served, "stack">) =>
  [...stack.resources.values()]
    .filter(({ type }) => type === "AWS::Lambda::Function")
    .map(({ logicalId }) => logicalId);

/** The text that a person sees when the system is up. */
export function formatReady(engine: Served, { page, faults, colors }: ReadyOptions): string {
  const rows: [string, string][] = [
    ...engine.webSockets.map(({ url }): [string, string] => ["WebSocket", url]),
    ...engine.httpApis.map(({ kind, url }): [string, string] => [HTTP_KINDS[kind], url]),
    ["AWS endpoint", `${engine.endpoint}  (--endpoint-url, AWS_ENDPOINT_URL)`],
    ...(page ? [["Console", `${engine.endpoint}/`] as [string, string]] : []),
    ...listRows("Functions", functionsOf(engine)),
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
    faults > 0
      ? `  ${colors.yellow(`Ready, with ${counted(faults, "fault")}`)}: ${faults === 1 ? "a function" : "functions"} above cannot run. Ctrl-C stops it.`
      : `  ${colors.green("Ready.")} Ctrl-C stops it.`,
    "",
  ].join("\n");
}

/** Says what a restart costs. */
export const lossesOf = (dataDir: string | undefined): string =>
  dataDir === undefined
    ? "connections are closed, and tables, queues and all else in memory are made anew, empty."
    : `connections are closed; what is in ${dataDir} stays.`;

/** The warning of what is open when other machines can reach the engine. */
export function formatRemote({ remoteAddress }: Pick<Engine, "remoteAddress">, page: boolean, colors: Colors): string {
  if (remoteAddress === undefined) return "";
  const open = `the AWS services, the APIs, ${page ? "control and the console" : "and control"}`;
  return `${colors.yellow("warning:")} Open to everybody who can reach ${remoteAddress}: ${open}.\n`;
}

/** The one event of `start --json`. */
export function readyEvent(engine: Omit<Served, "stack" | "remoteAddress">, page: boolean): ReadyEvent {
  const { endpoint, webSockets, httpApis, functions, outputs, inspectors = [] } = engine;
  const console = page ? `${endpoint}/` : null;
  const debuggers = inspectors.length > 0 ? { inspectors: [...inspectors] } : {};
  const apis = { webSockets: [...webSockets], httpApis: [...httpApis] };
  return { event: "ready", endpoint, console, ...apis, functions: [...functions], outputs, ...debuggers };
}
