import type { Clock } from "../../../kernel/clock.ts";
import { messageOf } from "../../../kernel/errors.ts";
import type { Tracer } from "../../../kernel/tracing.ts";
import type { Faults } from "../../contract/faults.ts";
import { isGatewayResponse, webSocketRow } from "../gateway-responses.ts";
import { DISCONNECT } from "./configuration/routing.ts";
import type { DisconnectCause } from "./connection/close-causes.ts";
import type { Ids } from "./event/ids.ts";
import type { ConnectionContext, GatewayRequest } from "./event/request.ts";
import { factsOf } from "./faults.ts";
import type { Integrate } from "./integrations/integrations.ts";
import type { GatewayJournal } from "./journal.ts";
import type { Telemetry } from "./telemetry/telemetry.ts";

export interface DisconnectDependencies {
  readonly clock: Pick<Clock, "now">;
  readonly tracer: Tracer;
  readonly ids: Ids;
  readonly journal: GatewayJournal;
  readonly faults: Faults;
  readonly integrate: Integrate;
  readonly telemetry: Telemetry;
}

export interface Disconnects {
  /** Records the end of a connection and runs `$disconnect` for it, if the stage has that route. */
  begin(context: ConnectionContext, cause: DisconnectCause): void;
  /** Resolves once all that have begun are done. */
  drained(): Promise<void>;
}

export function createDisconnects(dependencies: DisconnectDependencies): Disconnects {
  const { clock, tracer, ids, journal, faults, integrate, telemetry } = dependencies;
  const running = new Set<Promise<void>>();

  async function handle(context: ConnectionContext, disconnect: DisconnectCause): Promise<void> {
    journal.connection("disconnect", context, { ...disconnect });
    const route = context.stage.routes.get(DISCONNECT);
    if (!route?.integration) return;
    const request: GatewayRequest = {
      span: tracer.current,
      context,
      route,
      eventType: "DISCONNECT",
      time: clock.now(),
      requestId: ids.request(),
      disconnect,
    };
    if (faults.meet && (await faults.meet("disconnect", factsOf(context, request)))) return;
    const integration = await integrate(request);
    if (!isGatewayResponse(integration)) return telemetry.finished(request, { status: 200, integration });
    // Nobody is left to hear the answer, but a failure matters to who debugs it. That of an engine's stop is none.
    if (integration.cause !== "stopping")
      journal.request("error", request, { failure: integration.cause, detail: integration.reason });
    telemetry.finished(request, { status: webSocketRow(integration).status, integration });
  }

  return {
    begin(context, cause) {
      const work = () =>
        handle(context, cause).catch((error: unknown) =>
          journal.connection("error", context, { failure: "defect", detail: messageOf(error) }),
        );
      const task = tracer.trace(work).finally(() => running.delete(task));
      running.add(task);
    },
    async drained() {
      await Promise.all(running);
    },
  };
}
