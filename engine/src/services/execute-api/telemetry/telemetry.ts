import type { Clock } from "../../../kernel/clock.ts";
import type { Metric } from "../../service.ts";
import type { Stage } from "../configuration/model.ts";
import type { GatewayRequest } from "../event/request.ts";
import type { Integrate } from "../integrations/integrations.ts";
import { type IntegrationResult, isFailure } from "../integrations/result.ts";
import type { GatewayJournal } from "../journal.ts";
import { compileAccessLog, type FormatLine } from "./access-log.ts";
import { logContext } from "./log-context.ts";
import { type MetricName, Metrics } from "./metrics.ts";
import type { IntegrationOutcome, RequestOutcome } from "./outcome.ts";

export interface ObservedResult {
  readonly result: IntegrationResult;
  readonly outcome: IntegrationOutcome;
}

/** Counts what happens and writes access logs. */
export interface Telemetry {
  /** Runs the integration of a request's route. Never rejects. */
  integrate(request: GatewayRequest): Promise<ObservedResult>;
  /** A message from a client, or one to it; `routeKey` is "" for what concerns no route. */
  message(stage: Stage, routeKey: string): void;
  /** A request has had its answer. */
  finished(request: GatewayRequest, outcome: RequestOutcome): void;
  metrics(): readonly Metric[];
}

export interface TelemetryTools {
  readonly clock: Pick<Clock, "now">;
  readonly journal: GatewayJournal;
  readonly integrate: Integrate;
}

export function createTelemetry(stages: readonly Stage[], { clock, journal, integrate }: TelemetryTools): Telemetry {
  const metrics = new Metrics();
  const formats = new Map<Stage, FormatLine>();
  for (const stage of stages) if (stage.accessLogFormat) formats.set(stage, compileAccessLog(stage.accessLogFormat));

  function countIntegration({ client, route, eventType }: GatewayRequest, outcome: IntegrationOutcome): void {
    const { status, latencyMs } = outcome;
    const count = (name: MetricName, value?: number) => metrics.add(client.stage, route.key, name, value);
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
      const outcome = isFailure(result)
        ? { latencyMs, status: undefined, error: result.detail }
        : { latencyMs, status: result.status, error: undefined };
      countIntegration(request, outcome);
      return { result, outcome };
    },
    message: (stage, routeKey) => metrics.add(stage, routeKey, "MessageCount"),
    finished(request, outcome) {
      const { client, route } = request;
      const isClientError = outcome.status >= 400 && outcome.status < 500 && !outcome.integration;
      if (isClientError) metrics.add(client.stage, route.key, "ClientError");
      const format = formats.get(client.stage);
      if (format) journal.request("access-log", request, { line: format(logContext(request, outcome)) });
    },
    metrics: () => metrics.samples(),
  };
}
