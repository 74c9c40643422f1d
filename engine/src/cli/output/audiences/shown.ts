import type { Line } from "../lines/line.ts";
import type { Verbosity } from "./audience.ts";

/** Tells whether somebody who wants so much wants this line. */
export function isShown({ severity, isDetail = false }: Line, verbosity: Verbosity): boolean {
  if (verbosity === "verbose") return true;
  return !isDetail && (verbosity === "normal" || severity === "error" || severity === "warning");
}
