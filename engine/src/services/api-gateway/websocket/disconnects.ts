import type { Clock } from "../../../kernel/clock.ts";
import { messageOf } from "../../../kernel/errors.ts";
import type { DisconnectCause } from "./connection/close-causes.ts";
import type { Client, GatewayRequest } from "./event/request.ts";
import type { Ids } from "./ids.ts";
import { FAILURES, isFailure } from "./integrations/result.ts";
import type { GatewayJournal } from "./journal.ts";
import { DISCONNECT } from "./routing.ts";
import type { Telemetry } from "./telemetry/telemetry.ts";

export interface DisconnectDependencies {
  readonly clock: Pick<Clock, "now">;
  readonly ids: Ids;
  readonly journal: GatewayJournal;
  readonly telemetry: Telemetry;
}

export interface Disconnects {
  /** Records the end of a connection and runs `$disconnect` for it, if the stage has that route. */
  begin(client: Client, cause: DisconnectCause): void;
  /** Resolves once all that have begun are done. */
  drained(): Promise<void>;
}

export function createDisconnects({ clock, ids, journal, telemetry }: DisconnectDependencies): Disconnects {
  const running = new Set<Promise<void>>();

  async function run(client: Client, disconnect: DisconnectCause): Promise<void> {
    const route = client.stage.routes.get(DISCONNECT);
    if (!route?.integration) return;
    const time = clock.now();
    const request: GatewayRequest = {
      client,
      route,
      eventType: "DISCONNECT",
      requestId: ids.request(),
      time,
      disconnect,
    };
    const { result, outcome: integration } = await telemetry.integrate(request);
    const failed = isFailure(result);
    // Nobody is left to hear the answer, but a failure matters to who debugs it.
    if (failed) journal.request("error", request, { failure: result.failure, detail: result.detail });
    telemetry.finished(request, { status: failed ? FAILURES[result.failure].status : 200, integration });
  }

  return {
    begin(client, cause) {
      journal.connection("disconnect", client, { ...cause });
      const task = run(client, cause)
        .catch((error: unknown) => journal.connection("error", client, { failure: "defect", detail: messageOf(error) }))
        .finally(() => running.delete(task));
      running.add(task);
    },
    async drained() {
      await Promise.all(running);
    },
  };
}
