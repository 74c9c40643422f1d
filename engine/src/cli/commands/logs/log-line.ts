import { parseJson } from "../../../kernel/parse-json.ts";
import { isObject, type PlainObject } from "../../../template/plain-data.ts";
import type { Colors } from "../../output/audiences/audience.ts";
import { joined } from "../../output/lines/line.ts";
import { pairsOf, readLogLine } from "../../output/lines/log-line.ts";

type Paint = (text: string) => string;

/** The colours of levels; what has none is printed as it is. */
const LEVELS: Readonly<Record<string, "dim" | "yellow" | "red">> = {
  TRACE: "dim",
  DEBUG: "dim",
  WARN: "yellow",
  ERROR: "red",
  FATAL: "red",
};

/** A line of a function in Lambda's text format, behind what Lambda puts before it. */
const OF_CONSOLE = /^\d{4}-\S+Z\t([\w-]*)\t([A-Z]+)\t([\s\S]*)$/;

const OF_PLATFORM = /^(?:START|END|REPORT) RequestId: /;

/** The begin of a request id that tells invocations apart. */
const ID_LENGTH = 8;

export interface LoggedLine {
  /** The function's logical id, or else the log group's name. */
  readonly source: string;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly message: string;
}

/**
 * The line for a terminal: when, which function, which invocation, and what it says in the colour of its level; JSON in
 * words. Undefined for metrics, which are for no reader.
 */
export function formatLogLine({ source, timestamp, message }: LoggedLine, colors: Colors): string | undefined {
  const read = readMessage(message.trimEnd());
  if (!read) return undefined;
  const { requestId = "", level, isOfPlatform = false, text } = read;
  const color = isOfPlatform ? "dim" : LEVELS[String(level).toUpperCase()];
  const paint: Paint = color === undefined ? String : colors[color];
  const head = [colors.dim(new Date(timestamp).toISOString().slice(11, 23)), colors.cyan(source)];
  const id = requestId === "" ? [] : [colors.dim(requestId.slice(0, ID_LENGTH))];
  return [...head, ...id, paint(text)].join(" ");
}

/** A message in words, where it is JSON; undefined for metrics. */
export const textOf = (message: string) => readMessage(message)?.text;

interface Message {
  readonly requestId?: string;
  readonly level?: unknown;
  /** Of Lambda itself, and not of the function. */
  readonly isOfPlatform?: boolean;
  readonly text: string;
}

function readMessage(message: string): Message | undefined {
  const [, requestId, level, text = ""] = OF_CONSOLE.exec(message) ?? [];
  if (requestId !== undefined) return { requestId, level, text: `${level} ${text}` };
  if (OF_PLATFORM.test(message)) return { text: message, isOfPlatform: true };
  const document = message.startsWith("{") ? parseJson(message) : undefined;
  return isObject(document) ? readDocument(document, message) : { text: message };
}

/** A line in Lambda's JSON format, or of a logger of the function's own. */
function readDocument(document: PlainObject, message: string): Message | undefined {
  const requestId = document.requestId ?? document.function_request_id;
  const line = readLogLine(message);
  const [, event] = /^platform\.(\w+)$/.exec(String(document.type)) ?? [];
  if (event && isObject(document.record)) return ofPlatform(event, document.record);
  return (
    line && {
      ...(typeof requestId === "string" && { requestId }),
      level: line.level ?? document.level,
      text: joined(line.level, line.text),
    }
  );
}

/** `report durationMs=3.5 …`: without the ids, which the line has before it. */
function ofPlatform(
  event: string,
  { requestId, metrics, functionArn: _arn, version: _version, ...rest }: PlainObject,
): Message {
  const said = joined(event, pairsOf({ ...rest, ...(isObject(metrics) && metrics) }));
  return { requestId: String(requestId ?? ""), isOfPlatform: true, text: said };
}
