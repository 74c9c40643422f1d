import { parseJson } from "../../../kernel/parse-json.ts";
import { isObject, type PlainObject } from "../../../template/plain-data.ts";

/** Keys that say what the line says already, or that loggers add to each line. */
const KNOWN_KEYS: ReadonlySet<string> = new Set([
  ...["level", "message", "msg", "timestamp", "time", "requestId", "tenantId", "xray_trace_id", "sampling_rate"],
  ...["function_name", "function_arn", "function_memory_size", "function_request_id", "cold_start"],
]);

/** A line of a function's log, as a person reads it; undefined when it is none for people. */
export interface LogLine {
  readonly level: string | undefined;
  readonly text: string;
}

/** Levels of pino and bunyan, which number them. */
const NUMBERED: Readonly<Record<string, string>> = {
  10: "TRACE",
  20: "DEBUG",
  30: "INFO",
  40: "WARN",
  50: "ERROR",
  60: "FATAL",
};

/** Reads a JSON log as `message key=value`, and leaves out metrics in CloudWatch's embedded format. */
export function readLogLine(line: string): LogLine | undefined {
  const entry = /^\s*\{/.test(line) ? parseJson(line) : undefined;
  if (!isObject(entry)) return { level: undefined, text: line };
  if (isMetric(entry)) return undefined;
  const message = entry.message ?? entry.msg;
  if (message === undefined || (entry.level === undefined && entry.timestamp === undefined))
    return { level: undefined, text: line };
  const level =
    entry.level === undefined ? undefined : (NUMBERED[String(entry.level)] ?? String(entry.level).toUpperCase());
  const words = typeof message === "string" ? message : pairsOf(message);
  const pairs = Object.entries(entry).filter(([key]) => !KNOWN_KEYS.has(key));
  return { level, text: [words, ...pairs.map(pair)].filter(Boolean).join(" ") };
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
const isMetric = ({ _aws: aws }: PlainObject) => isObject(aws) && Array.isArray(aws.CloudWatchMetrics);

export const pairsOf = (value: unknown) =>
  isObject(value) ? Object.entries(value).map(pair).join(" ") : JSON.stringify(value);

const pair = ([key, value]: readonly [string, unknown]) => `${key}=${shown(value)}`;

function shown(value: unknown): string {
  if (typeof value !== "string") return JSON.stringify(value);
  return /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
}
