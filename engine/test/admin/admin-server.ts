import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AdminDependencies, createAdmin } from "../../src/admin/admin.ts";
import type { ConnectionControl } from "../../src/admin/connections.ts";
import type { AdjustableClock } from "../../src/kernel/clock.ts";
import type { Journal } from "../../src/kernel/journal.ts";
import { emptyRegister } from "../faults/empty-register.ts";

const GONE = { status: 410 };

const NO_CONNECTIONS: ConnectionControl = {
  list: () => ({ open: [], ended: [] }),
  find: () => undefined,
  post: async () => GONE,
  close: () => GONE,
  drop: () => GONE,
};
const NONE = { missing: "none" };

/** Serves the control endpoints, and nothing else, on a port of its own. */
export async function startAdmin(
  clock: AdjustableClock,
  journal: Journal,
  others: Partial<AdminDependencies> = {},
): Promise<Server> {
  const admin = createAdmin({
    stack: () => ({ functions: [] }),
    samples: { kinds: [], make: async () => ({}) },
    functions: {
      activity: () => [],
      of: () => undefined,
      find: () => [],
      invoke: async () => ({ logicalId: "", requestId: "" }),
      role: () => undefined,
    },
    clock,
    journal,
    faults: emptyRegister({ clock, journal }),
    health: () => ({ status: "ready" }),
    metrics: () => [],
    connections: NO_CONNECTIONS,
    controls: {},
    due: () => [],
    views: { diagram: async () => ({}), asyncApi: async () => NONE, openApi: async () => NONE },
    ...others,
  });
  const server = createServer(admin).listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}
