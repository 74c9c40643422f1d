import type { Closer } from "../../core/connections/ports.ts";
import type { Log } from "../../core/ports.ts";
import { createManagementApi } from "./management-api.ts";

/** What fails for good comes back from the queue. */
const ATTEMPTS = 3;
const WITHIN_MS = 5_000;

export function createCloser(endpoint: string, log: Log): Closer {
  const api = createManagementApi(endpoint, { attempts: ATTEMPTS, withinMs: WITHIN_MS, log });
  return {
    async close(connectionId) {
      const outcome = await api.call("DELETE", connectionId, { failure: "A connection could not be closed" });
      return outcome === "done" ? "closed" : outcome;
    },
  };
}
