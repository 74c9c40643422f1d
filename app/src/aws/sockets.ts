import type { Log } from "../core/log.ts";
import type { Sockets } from "../core/ports.ts";
import { createManagementApi } from "./management-api.ts";

/** A post takes some milliseconds. The worst takes twice the timeout; then the delivery waits for its next attempt. */
const ATTEMPTS = 2;

const headers = { "content-type": "application/octet-stream" };

export function createSockets(endpoint: string, log: Log): Sockets {
  const api = createManagementApi(endpoint, ATTEMPTS, log);
  return {
    async post(connectionId, body) {
      const request = { headers, body };
      const outcome = await api.call("POST", connectionId, { failure: "A push failed", request });
      return outcome === "done" ? "delivered" : outcome;
    },
  };
}
