import type { Metric } from "../../../contract/service.ts";
import type { Stage } from "../configuration/model.ts";

/** The metrics of §8. */
export type MetricName =
  | "ConnectCount"
  | "MessageCount"
  | "IntegrationError"
  | "ClientError"
  | "ExecutionError"
  /** Milliseconds. */
  | "IntegrationLatency";

interface Statistic {
  sum: number;
  sampleCount: number;
}

type Statistics = Map<MetricName, Statistic>;

/** Counters by stage and route. */
export class Metrics {
  readonly #stages = new Map<Stage, Map<string, Statistics>>();

  /** Adds a sample. What concerns no route (a push, a message that none fits) has the route "". */
  add(stage: Stage, routeKey: string, name: MetricName, value = 1): void {
    const routes = entry(this.#stages, stage, () => new Map<string, Statistics>());
    const statistics: Statistics = entry(routes, routeKey, () => new Map<MetricName, Statistic>());
    const statistic = entry(statistics, name, () => ({ sum: 0, sampleCount: 0 }));
    statistic.sum += value;
    statistic.sampleCount += 1;
  }

  samples(): Metric[] {
    return [...this.#stages].flatMap(([stage, routes]) =>
      [...routes].flatMap(([route, statistics]) =>
        [...statistics].map(([name, statistic]) => ({
          name,
          dimensions: { ApiId: stage.api.id, Stage: stage.name, ...(route !== "" && { Route: route }) },
          ...statistic,
        })),
      ),
    );
  }
}

function entry<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const created = create();
  map.set(key, created);
  return created;
}
