import type { Sockets } from "../../core/connections/ports.ts";
import type { Log } from "../../core/ports.ts";
import { createManagementApi } from "./management-api.ts";

/** A post takes some milliseconds. One that is not through by then waits for the next attempt of its delivery. */
const ATTEMPTS = 2;
const WITHIN_MS = 2_000;

const headers = { "content-type": "application/octet-stream" };

export function createSockets(endpoint: string, log: Log): Sockets {
  const api = createManagementApi(endpoint, { attempts: ATTEMPTS, withinMs: WITHIN_MS, log });
  return {
    async post(connectionId, body) {
      const request = { headers, body };
      const outcome = await api.call("POST", connectionId, { failure: "A push failed", request });
      return outcome === "done" ? "delivered" : outcome;
    },
  };
}
