import { StringDecoder } from "node:string_decoder";
import { LEVELS } from "../log-levels.ts";
import type { LogLevel } from "../protocol.ts";

/** Levels as other languages call them. */
const LEVEL_NAMES: Readonly<Record<string, LogLevel>> = { WARNING: "WARN", CRITICAL: "FATAL" };

/** The level that a line tells of itself: `[ERROR] …`, or JSON with a `level`. */
export function levelOf(line: string): LogLevel {
  const [, inBrackets, inJson] = /^(?:\[(\w+)\]\s|\{.*?"(?:log_)?level":\s*"(\w+)")/.exec(line) ?? [];
  const name = (inBrackets ?? inJson ?? "").toUpperCase();
  return LEVEL_NAMES[name] ?? LEVELS.find((level) => level === name) ?? "INFO";
}

export interface LogLines {
  write(chunk: Buffer): void;
  /** Emits a line that was begun and not ended. */
  flush(): void;
}

/**
 * A line that has no end is cut: an event of CloudWatch Logs, and an entry of the journal, has 256 KB, and a pipe brings
 * up to 64 KB at once.
 */
const LONGEST_LINE_CHARACTERS = 56 * 1024;

/** Cuts what a process prints into entries of its log. A carriage return goes on within an entry. */
export function createLogLines(emit: (line: string) => void): LogLines {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  const emitLine = (line: string) => emit(line.replace(/\r$/, "").replaceAll("\r", "\n"));

  function flush(): void {
    if (rest !== "") emitLine(rest);
    rest = "";
  }

  return {
    write(chunk) {
      const lines = (rest + decoder.write(chunk)).split("\n");
      rest = lines.pop() ?? "";
      lines.forEach(emitLine);
      if (rest.length > LONGEST_LINE_CHARACTERS) flush();
    },
    flush,
  };
}
