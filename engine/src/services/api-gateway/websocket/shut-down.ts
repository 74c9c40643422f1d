import type { Clock } from "../../../kernel/clock.ts";
import { withTimeout } from "../with-timeout.ts";
import { CAUSES } from "./connection/close-causes.ts";
import type { Connections } from "./connection/connections.ts";
import type { Disconnects } from "./disconnects.ts";
import type { Handshakes } from "./handshake/handshake.ts";

/** How long clients may take to answer the last close frame, and `$disconnect` to run, when the engine stops. */
const FAREWELL_MS = 1_000;
const DRAIN_MS = 2_000;

interface Running {
  readonly clock: Clock;
  readonly handshakes: Handshakes;
  readonly connections: Connections;
  readonly disconnects: Disconnects;
}

/** Closes every connection with 1001 and runs `$disconnect` for each, in 3 seconds at most. */
export async function shutDown({ clock, handshakes, connections, disconnects }: Running): Promise<void> {
  handshakes.stop();
  for (const connection of connections) connection.close(CAUSES.stopping);
  await withTimeout(clock, FAREWELL_MS, connections.empty(), undefined);
  for (const connection of connections) connection.terminate();
  const drained = connections.empty().then(() => disconnects.drained());
  await withTimeout(clock, DRAIN_MS, drained, undefined);
}
