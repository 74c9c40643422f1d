import { parseJson } from "../../../kernel/parse-json.ts";
import type { Colors } from "../../output/audiences/audience.ts";

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

/** The line for a terminal: when, which function, which invocation, and what it says in the colour of its level. */
export function formatLogLine({ source, timestamp, message }: LoggedLine, colors: Colors): string {
  const { requestId = "", level, isOfPlatform = false, text } = readMessage(message.trimEnd());
  const color = isOfPlatform ? "dim" : LEVELS[String(level).toUpperCase()];
  const paint: Paint = color === undefined ? String : colors[color];
  const head = [colors.dim(new Date(timestamp).toISOString().slice(11, 23)), colors.cyan(source)];
  const id = requestId === "" ? [] : [colors.dim(requestId.slice(0, ID_LENGTH))];
  return [...head, ...id, paint(text)].join(" ");
}

interface Message {
  readonly requestId?: string;
  readonly level?: unknown;
  /** Of Lambda itself, and not of the function. */
  readonly isOfPlatform?: boolean;
  readonly text: string;
}

function readMessage(message: string): Message {
  const [, requestId, level, text = ""] = OF_CONSOLE.exec(message) ?? [];
  if (requestId !== undefined) return { requestId, level, text: `${level} ${text}` };
  if (OF_PLATFORM.test(message)) return { text: message, isOfPlatform: true };
  const document = message.startsWith("{") ? parseJson(message) : undefined;
  if (typeof document !== "object" || document === null) return { text: message };
  const { level: own, type } = document as { readonly level?: unknown; readonly type?: unknown };
  return { text: message, level: own, isOfPlatform: String(type).startsWith("platform.") };
}
