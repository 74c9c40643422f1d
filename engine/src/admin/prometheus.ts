/** A metric since the start, as CloudWatch would keep it. */
export interface Sample {
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly sum: number;
  readonly sampleCount: number;
}

const snakeCase = (name: string) => name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toLowerCase();

/** Label values escape these three (https://prometheus.io/docs/instrumenting/exposition_formats/). */
const escapeLabel = (value: string) => value.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n");

const labels = (dimensions: Sample["dimensions"]) =>
  Object.entries(dimensions)
    .map(([name, value]) => `${snakeCase(name)}="${escapeLabel(value)}"`)
    .join(",");

/** CloudWatch's Sum and SampleCount as Prometheus summaries, e.g. `aws_apigateway_connect_count_sum{api_id="…"} 3`. */
export function toPrometheusText(samples: readonly Sample[]): string {
  const lines: string[] = [];
  for (const name of new Set(samples.map((sample) => sample.name))) {
    const family = `aws_apigateway_${snakeCase(name)}`;
    lines.push(`# TYPE ${family} summary`);
    for (const { dimensions, sum, sampleCount } of samples.filter((sample) => sample.name === name)) {
      lines.push(
        `${family}_sum{${labels(dimensions)}} ${sum}`,
        `${family}_count{${labels(dimensions)}} ${sampleCount}`,
      );
    }
  }
  return lines.map((line) => `${line}\n`).join("");
}
