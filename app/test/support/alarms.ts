import { resourcesOf, template } from "./template.ts";

interface Reference {
  readonly Ref?: string;
  readonly "Fn::GetAtt"?: string;
}

interface MetricReference {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string | Reference }[];
}

interface MetricQuery {
  readonly Id: string;
  readonly Expression?: string;
  readonly MetricStat?: { readonly Metric: MetricReference; readonly Stat: string };
}

export interface Alarm extends Partial<MetricReference> {
  readonly Threshold: number | { readonly Ref: string };
  readonly ComparisonOperator: string;
  readonly TreatMissingData: string;
  readonly Metrics?: readonly MetricQuery[];
}

/** A metric as the template names it: a dimension's value is the logical id of what it is of. */
export interface Metric {
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

export const alarms: readonly [string, Alarm][] = resourcesOf("AWS::CloudWatch::Alarm").map(
  ([logicalId, { Properties }]) => [logicalId, Properties],
);

const subjectOf = (value: string | Reference) =>
  typeof value === "string" ? value : (value.Ref ?? value["Fn::GetAtt"]?.split(".")[0] ?? "");

const metricOf = (id: string, { Namespace, MetricName, Dimensions = [] }: MetricReference): Metric => ({
  id,
  namespace: Namespace,
  name: MetricName,
  dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, subjectOf(Value)])),
});

/** Lists the metrics that an alarm looks at. */
export function metricsOf({ Namespace, MetricName, Dimensions, Metrics = [] }: Alarm): Metric[] {
  if (Namespace && MetricName) return [metricOf("", { Namespace, MetricName, ...(Dimensions && { Dimensions }) })];
  return Metrics.flatMap(({ Id, MetricStat }) => (MetricStat ? [metricOf(Id, MetricStat.Metric)] : []));
}

/** Gives the measurement of a metric in a period; undefined when there was nothing to measure. */
export type Measure = (metric: Metric) => Promise<number | undefined>;

type Values = ReadonlyMap<string, number | undefined>;

const present = (values: Values) => [...values.values()].filter((value) => value !== undefined);

/**
 * The metric math that the template uses, by its text. A new expression must be added here before it counts as tested.
 */
const EXPRESSIONS: Readonly<Record<string, (values: Values) => number | undefined>> = {
  "SUM(METRICS())": (values) => present(values).reduce((sum, value) => sum + value, 0),
  "MAX(METRICS())": (values) => Math.max(...present(values)),
  "FILL(errors, 0) + FILL(httpErrors, 0) - FILL(refusals, 0)": (values) =>
    (values.get("errors") ?? 0) + (values.get("httpErrors") ?? 0) - (values.get("refusals") ?? 0),
};

/** Resolves with true when the alarm would be in ALARM after a period with these measurements. */
export async function isRaised(alarm: Alarm, measure: Measure): Promise<boolean> {
  const metrics = metricsOf(alarm);
  const values = new Map(await Promise.all(metrics.map(async (metric) => [metric.id, await measure(metric)] as const)));
  const expression = alarm.Metrics?.find(({ Expression }) => Expression)?.Expression;
  const compute = expression === undefined ? (all: Values) => all.get("") : EXPRESSIONS[expression];
  if (!compute) throw new Error(`No test knows how to compute ${expression}.`);
  const value = compute(values);
  if (alarm.ComparisonOperator !== "GreaterThanThreshold") throw new Error(`Unknown: ${alarm.ComparisonOperator}`);
  return value !== undefined && value > thresholdOf(alarm);
}

export function thresholdOf({ Threshold }: Alarm): number {
  return Number(typeof Threshold === "number" ? Threshold : template.Parameters[Threshold.Ref]?.Default);
}
