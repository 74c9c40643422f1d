import type { FunctionConfiguration } from "../configuration/function-configuration.ts";
import { reaches } from "../environment/log-levels.ts";
import type { LogLevel } from "../environment/protocol.ts";
import type { InvokeResult } from "./invocation.ts";

/** A function as its log tells of it. */
export interface LoggedFunction {
  readonly configuration: Pick<FunctionConfiguration, "logging" | "memoryMb">;
  /** With the qualifier that was called. */
  readonly arn: string;
  readonly version: string;
}

/** The lines of an invocation before what the function prints, as they stand in CloudWatch. */
export const startLines = (about: LoggedFunction, requestId: string, at: number): readonly string[] =>
  isJson(about)
    ? jsonLines(about, [startEvent(about, requestId, at)])
    : [`START RequestId: ${requestId} Version: ${about.version}`];

/** Those behind it. */
export const endLines = (about: LoggedFunction, result: InvokeResult): readonly string[] =>
  isJson(about) ? jsonLines(about, endEvents(about, result)) : textReport(about, result);

const isJson = ({ configuration }: LoggedFunction) => configuration.logging.format === "JSON";

/** Tells of an invocation that did not end well. In the text format a function's own error is none of those. */
function textStatus({ cause, status, errorType }: InvokeResult): readonly string[] {
  if (status === "timeout") return ["Status: timeout"];
  return cause ? ["Status: error", `Error Type: ${errorType}`] : [];
}

function textReport({ configuration }: LoggedFunction, result: InvokeResult): readonly string[] {
  const { requestId, usage, initMs, billedMs } = result;
  const report = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${usage.durationMs.toFixed(2)} ms`,
    `Billed Duration: ${billedMs} ms`,
    `Memory Size: ${configuration.memoryMb} MB`,
    `Max Memory Used: ${usage.maxMemoryUsedMb} MB`,
    ...(initMs === undefined ? [] : [`Init Duration: ${initMs.toFixed(2)} ms`]),
    ...textStatus(result),
  ].join("\t");
  return [`END RequestId: ${requestId}`, `${report}\t`];
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

const startEvent = ({ arn, version }: LoggedFunction, requestId: string, at: number): PlatformEvent => ({
  level: "INFO",
  type: "start",
  at,
  record: { requestId, functionArn: arn, version },
});

/**
 * The events at the end of an invocation with the levels that
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html gives them.
 */
function endEvents({ configuration }: LoggedFunction, result: InvokeResult): readonly PlatformEvent[] {
  const { requestId, usage, initMs, billedMs, endedAt, status, errorType } = result;
  const end = { status, ...(status === "error" && { errorType }) };
  const durationMs = toMicroseconds(usage.durationMs);
  const metrics = {
    durationMs,
    billedDurationMs: billedMs,
    memorySizeMB: configuration.memoryMb,
    maxMemoryUsedMB: usage.maxMemoryUsedMb,
    ...(initMs !== undefined && { initDurationMs: toMicroseconds(initMs) }),
  };
  const isGood = status === "success";
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
  return [done, report];
}

const jsonLines = ({ configuration }: LoggedFunction, events: readonly PlatformEvent[]): readonly string[] =>
  events
    .filter(({ level }) => reaches(level, configuration.logging.systemLevel))
    .map(({ type, at, record }) =>
      JSON.stringify({ time: new Date(at).toISOString(), type: `platform.${type}`, record }),
    );
