import { reaches } from "../environment/log-levels.ts";
import type { LogLevel } from "../environment/protocol.ts";
import type { InvokeResult } from "../functions/function.ts";
import type { ResolvedFunction } from "../functions/functions.ts";

/** START, what the function printed, END and REPORT, as they stand in CloudWatch. */
export const invocationLog = (resolved: ResolvedFunction, result: InvokeResult): string =>
  resolved.target.configuration.logging.format === "JSON" ? jsonLog(resolved, result) : textLog(resolved, result);

/** Tells of an invocation that did not end well. In the text format a function's own error is none of those. */
function textStatus({ cause, status, errorType }: InvokeResult): readonly string[] {
  if (status === "timeout") return ["Status: timeout"];
  return cause ? ["Status: error", `Error Type: ${errorType}`] : [];
}

function textLog({ executedVersion, target }: ResolvedFunction, result: InvokeResult): string {
  const { requestId, usage, initMs, billedMs, logTail } = result;
  const report = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${usage.durationMs.toFixed(2)} ms`,
    `Billed Duration: ${billedMs} ms`,
    `Memory Size: ${target.configuration.memoryMb} MB`,
    `Max Memory Used: ${usage.maxMemoryUsedMb} MB`,
    ...(initMs === undefined ? [] : [`Init Duration: ${initMs.toFixed(2)} ms`]),
    ...textStatus(result),
  ].join("\t");
  return `START RequestId: ${requestId} Version: ${executedVersion}\n${logTail}END RequestId: ${requestId}\n${report}\t\n`;
}

/** An event of the platform: its level, the time that it tells (epoch milliseconds) and its content. */
interface PlatformEvent {
  readonly level: LogLevel;
  readonly type: "start" | "runtimeDone" | "report";
  readonly at: number;
  readonly record: Record<string, unknown>;
}

const MICROSECONDS = 1000;
const toMicroseconds = (ms: number) => Math.round(ms * MICROSECONDS) / MICROSECONDS;

/**
 * The events of an invocation with the levels that
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html gives them.
 */
function platformEvents({ arn, executedVersion, target }: ResolvedFunction, result: InvokeResult) {
  const { requestId, usage, initMs, billedMs, startedAt, endedAt, status, errorType } = result;
  const end = { status, ...(status === "error" && { errorType }) };
  const durationMs = toMicroseconds(usage.durationMs);
  const metrics = {
    durationMs,
    billedDurationMs: billedMs,
    memorySizeMB: target.configuration.memoryMb,
    maxMemoryUsedMB: usage.maxMemoryUsedMb,
    ...(initMs !== undefined && { initDurationMs: toMicroseconds(initMs) }),
  };
  const isGood = status === "success";
  const start: PlatformEvent = {
    level: "INFO",
    type: "start",
    at: startedAt,
    record: { requestId, functionArn: arn, version: executedVersion },
  };
  const done: PlatformEvent = {
    level: isGood ? "DEBUG" : "WARN",
    type: "runtimeDone",
    at: endedAt,
    record: { requestId, ...end, metrics: { durationMs, producedBytes: Buffer.byteLength(result.payload) } },
  };
  const report: PlatformEvent = {
    level: isGood ? "INFO" : "WARN",
    type: "report",
    at: endedAt,
    record: { requestId, metrics, ...end },
  };
  return { before: [start], after: [done, report] };
}

function jsonLog(resolved: ResolvedFunction, result: InvokeResult): string {
  const { systemLevel } = resolved.target.configuration.logging;
  const { before, after } = platformEvents(resolved, result);
  const lines = (events: readonly PlatformEvent[]) =>
    events
      .filter(({ level }) => reaches(level, systemLevel))
      .map(({ type, at, record }) => {
        const event = { time: new Date(at).toISOString(), type: `platform.${type}`, record };
        return `${JSON.stringify(event)}\n`;
      })
      .join("");
  return lines(before) + result.logTail + lines(after);
}
