import { type Data, textOf } from "./data.ts";

/** A line that is JSON begins so, whoever wrote it. */
const JSON_LEVEL = /^\s*\{(?:"(?:timestamp|time)":"[^"]*",)?"level":"([A-Z]+)"/i;

/** Says how urgent a line of a function's log is; undefined for one that nobody needs to look at. */
export function toneOfLog({ level, line }: Data): "warn" | "bad" | undefined {
  const [, ofJson = ""] = JSON_LEVEL.exec(textOf(line)) ?? [];
  return TONES.get(textOf(level) || ofJson.toUpperCase());
}

const TONES: ReadonlyMap<string, "warn" | "bad"> = new Map([
  ["WARN", "warn"],
  ["ERROR", "bad"],
  ["FATAL", "bad"],
]);
