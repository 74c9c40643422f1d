import type { Clock } from "../../../../kernel/clock.ts";
import type { Metric } from "../../../contract/service.ts";
import type { Stage } from "../configuration/model.ts";
import type { GatewayRequest } from "../event/request.ts";
import type { Integrate } from "../integrations/integrations.ts";
import { type IntegrationResult, isFailure } from "../integrations/result.ts";
import type { GatewayJournal } from "../journal.ts";
import { compileAccessLog, type FormatLine } from "./access-log.ts";
import { logContext } from "./log-context.ts";
import { type MetricName, Metrics } from "./metrics.ts";
import type { IntegrationOutcome, RequestOutcome } from "./outcome.ts";

/** CloudWatch keeps a value a minute; in minutes without traffic there is nothing to tell. */
const PERIOD_MS = 60_000;

export interface ObservedResult {
  readonly result: IntegrationResult;
  readonly outcome: IntegrationOutcome;
}

/** Counts what happens and writes access logs. */
export interface Telemetry extends Disposable {
  /** Runs the integration of a request's route. Never rejects. */
  integrate(request: GatewayRequest): Promise<ObservedResult>;
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
  readonly integrate: Integrate;
}

export function createTelemetry(
  stages: readonly Stage[],
  { clock, journal, integrate }: TelemetryDependencies,
): Telemetry {
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

  function countIntegration({ client, route, eventType }: GatewayRequest, outcome: IntegrationOutcome): void {
    const { status, latencyMs } = outcome;
    const count = (name: MetricName, value?: number) => add(client.stage, route.key, name, value);
    if (eventType === "CONNECT") count("ConnectCount");
    if (status === undefined) count("ExecutionError");
    else if (status >= 400) count("IntegrationError");
    if (route.integration?.type !== "MOCK") count("IntegrationLatency", latencyMs);
  }

  return {
    async integrate(request) {
      const startedAt = clock.now();
      const result = await integrate(request);
      const latencyMs = clock.now() - startedAt;
      const { requestId } = result;
      const outcome = isFailure(result)
        ? { latencyMs, requestId, status: undefined, error: result.detail }
        : { latencyMs, requestId, status: result.status, error: undefined };
      countIntegration(request, outcome);
      return { result, outcome };
    },
    message: (stage, routeKey) => add(stage, routeKey, "MessageCount"),
    finished(request, outcome) {
      const { client, route } = request;
      const isClientError = outcome.status >= 400 && outcome.status < 500 && !outcome.integration;
      if (isClientError) add(client.stage, route.key, "ClientError");
      const format = formats.get(client.stage);
      if (format) journal.request("access-log", request, { line: format(logContext(request, outcome)) });
    },
    metrics: () => metrics.samples(),
    [Symbol.dispose]: () => report?.[Symbol.dispose](),
  };
}
