import type { MetricName, Metrics } from "../../core/ports.ts";
import * as env from "../../env.ts";

export const METRICS_NAMESPACE = "Portcullis";

/** Number of values that one metric of one line may have; CloudWatch passes over the line otherwise. */
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
const VALUES_PER_LINE = 100;

/**
 * Metrics as lines on standard output in CloudWatch's Embedded Metric Format: no call, and no package. Each counts for
 * the whole service and, where it has a cause, for that cause too.
 */
export function createMetrics(now: () => number = Date.now): Metrics {
  const service = env.serviceName();

  function write(name: MetricName, unit: "Count" | "Milliseconds", values: number | readonly number[], cause?: string) {
    const dimensions = cause === undefined ? [["service"]] : [["service"], ["service", "cause"]];
    const metric = { Namespace: METRICS_NAMESPACE, Dimensions: dimensions, Metrics: [{ Name: name, Unit: unit }] };
    const line = { _aws: { Timestamp: now(), CloudWatchMetrics: [metric] }, service, cause, [name]: values };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }

  return {
    count: (name, value, cause) => write(name, "Count", value, cause),
    durations(name, milliseconds) {
      for (let start = 0; start < milliseconds.length; start += VALUES_PER_LINE)
        write(name, "Milliseconds", milliseconds.slice(start, start + VALUES_PER_LINE));
    },
  };
}
