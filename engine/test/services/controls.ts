import type { AddressInfo } from "node:net";
import { startAdmin } from "../admin/admin-server.ts";
import type { Answer, Harness } from "./harness.ts";

export interface ControlClient extends AsyncDisposable {
  /** Resolves with the status and the JSON of an answer. */
  ask(method: string, path: string, body?: object): Promise<{ readonly status: number; readonly body: Answer }>;
}

/** A service's part of the control API, on a port of its own. */
export async function serveControls({
  service,
  clock,
  journal,
}: Pick<Harness, "service" | "clock" | "journal">): Promise<ControlClient> {
  const server = await startAdmin(clock, journal, { controls: service.controls ?? {} });
  const { port } = server.address() as AddressInfo;
  return {
    async ask(method, path, body) {
      const init = { method, ...(body && { body: JSON.stringify(body) }) };
      const response = await fetch(`http://127.0.0.1:${port}/_portcullis/${path}`, init);
      return { status: response.status, body: await response.json() };
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
