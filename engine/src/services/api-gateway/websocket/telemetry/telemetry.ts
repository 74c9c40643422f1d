import type { Clock } from "../../../../kernel/clock.ts";
import type { Metric } from "../../../contract/service.ts";
import { isGatewayResponse, webSocketRow } from "../../gateway-responses.ts";
import type { Stage } from "../configuration/model.ts";
import type { GatewayRequest } from "../event/request.ts";
import type { ObservedResult } from "../integrations/backend.ts";
import type { GatewayJournal } from "../journal.ts";
import { compileAccessLog, type FormatLine, logContext, type RequestOutcome } from "./access-log.ts";

/** CloudWatch keeps a value a minute; in minutes without traffic there is nothing to tell. */
const PERIOD_MS = 60_000;

/** Counts what happens and writes access logs. */
export interface Telemetry extends Disposable {
  /** A message from a client, or one to it; `routeKey` is "" for what concerns no route. */
  message(stage: Stage, routeKey: string): void;
  /** A request has had its answer. */
  finished(request: GatewayRequest, outcome: RequestOutcome): void;
  /** Since the start; the journal gets them once a minute. */
  metrics(): readonly Metric[];
}

export interface TelemetryDependencies {
  readonly clock: Clock;
  readonly journal: GatewayJournal;
}

export function createTelemetry(stages: readonly Stage[], { clock, journal }: TelemetryDependencies): Telemetry {
  const metrics = new Metrics();
  const formats = new Map<Stage, FormatLine>();
  for (const stage of stages) if (stage.accessLogFormat) formats.set(stage, compileAccessLog(stage.accessLogFormat));

  let report: Disposable | undefined;

  function add(stage: Stage, routeKey: string, name: MetricName, value?: number): void {
    metrics.add(stage, routeKey, name, value);
    report ??= clock.after(PERIOD_MS, () => {
      report = undefined;
      journal.other("metrics", { samples: metrics.samples() });
    });
  }

  function countIntegration({ context, route, eventType }: GatewayRequest, integration: ObservedResult): void {
    const count = (name: MetricName, value?: number) => add(context.stage, route.key, name, value);
    if (eventType === "CONNECT") count("ConnectCount");
    if (isGatewayResponse(integration)) count("ExecutionError");
    else if (integration.status >= 400) count("IntegrationError");
    if (route.integration?.type !== "MOCK") count("IntegrationLatency", integration.latencyMs);
  }

  return {
    message: (stage, routeKey) => add(stage, routeKey, "MessageCount"),
    finished(request, outcome) {
      const { context, route } = request;
      const { status, integration } = outcome;
      if (integration) {
        countIntegration(request, integration);
        journal.request("answer", request, answerOf(request, outcome, clock.now()));
      } else if (status >= 400 && status < 500) add(context.stage, route.key, "ClientError");
      const format = formats.get(context.stage);
      if (format) journal.request("access-log", request, { line: format(logContext(request, outcome)) });
    },
    metrics: () => metrics.samples(),
    [Symbol.dispose]: () => report?.[Symbol.dispose](),
  };
}

/** An account of a request that came as far as its integration. */
function answerOf(
  { eventType, route, time }: GatewayRequest,
  { status, integration, sentBytes }: RequestOutcome,
  now: number,
): Readonly<Record<string, unknown>> {
  const failed = integration && isGatewayResponse(integration);
  const functionArn = route.integration?.functionArn;
  return {
    eventType,
    status: failed ? status : (integration?.status ?? status),
    durationMs: now - time,
    ...(functionArn && { functionArn }),
    ...(sentBytes !== undefined && { sentBytes }),
    ...(failed && { answered: webSocketRow(integration).message }),
  };
}

/**
 * Metrics of a WebSocket API [8/connect-count] [8/message-count] [8/integration-error] [8/client-error]
 * [8/execution-error] [8/integration-latency].
 */
type MetricName =
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

/** Counters by stage and route. */
class Metrics {
  readonly #stages = new Map<Stage, Map<string, Map<MetricName, Statistic>>>();

  /** Adds a sample. What concerns no route (a push, a message that none fits) has the route "". */
  add(stage: Stage, routeKey: string, name: MetricName, value = 1): void {
    const routes = entry(this.#stages, stage, () => new Map<string, Map<MetricName, Statistic>>());
    const statistics = entry(routes, routeKey, () => new Map<MetricName, Statistic>());
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
