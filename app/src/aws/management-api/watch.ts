import type { Watch } from "../../core/connections/ports.ts";
import type { Log } from "../../core/ports.ts";
import { createManagementApi } from "./management-api.ts";

/** A handshake waits: who cannot be seen at once is taken to be there. */
const ATTEMPTS = 1;
const WITHIN_MS = 1_000;

export function createWatch(endpoint: string, log: Log): Watch {
  const api = createManagementApi(endpoint, { attempts: ATTEMPTS, withinMs: WITHIN_MS, log });
  return {
    async look(connectionId) {
      const outcome = await api.call("GET", connectionId, {
        failure: "It could not be seen whether a connection is open",
      });
      return outcome === "done" ? "open" : outcome;
    },
  };
}
