import type { ResolvedFunction } from "../functions/functions.ts";
import type { InvokeResult } from "../functions/invocation.ts";
import { endLines, startLines } from "../functions/platform-log.ts";

/** START, what the function printed, END and REPORT, as they stand in CloudWatch. */
export function invocationLog({ target, arn, executedVersion }: ResolvedFunction, result: InvokeResult): string {
  const about = { configuration: target.configuration, arn, version: executedVersion };
  const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join("");
  return text(startLines(about, result.requestId, result.startedAt)) + result.logTail + text(endLines(about, result));
}
