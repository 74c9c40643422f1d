import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createPushing } from "../../support/pushing.ts";
import type { System } from "../../support/system.ts";
import { createTestJwt } from "../../support/tokens.ts";

/** Code that a connection is closed with: none that anybody closes with by itself. */
const CLOSE_CODE = 4321;

export interface Control extends AsyncDisposable {
  readonly url: string;
}

interface Connection {
  readonly connectionId: string;
  readonly user: string;
}

/** Serves the world around a client under test: tokens, publishers, a server that closes and a network that fails. */
export async function serveControl(system: System): Promise<Control> {
  const { publish } = createPushing(system);

  async function connectionOf(name: string): Promise<string> {
    const response = await fetch(`${system.endpoint}/_portcullis/connections`);
    const { connections } = (await response.json()) as { readonly connections: readonly Connection[] };
    const found = connections.find(({ user }) => user === name);
    if (!found) throw new Error(`${name} is not connected: ${JSON.stringify(connections)}`);
    return `${system.endpoint}/_portcullis/connections/${encodeURIComponent(found.connectionId)}`;
  }

  const steps: Readonly<Record<string, (name: string, parameters: URLSearchParams) => Promise<unknown>>> = {
    token: (name) => createTestJwt(system, { userId: name }),
    publish: (name, parameters) =>
      publish("entity-updated", [
        { entityId: parameters.get("entity") ?? `order-${name}`, message: parameters.get("message") },
      ]),
    close: async (name) => fetch(`${await connectionOf(name)}?code=${CLOSE_CODE}`, { method: "DELETE" }),
    drop: async (name) => fetch(`${await connectionOf(name)}/drop`, { method: "POST" }),
  };

  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://control");
    try {
      const answer = await steps[pathname.slice(1)]?.(searchParams.get("name") ?? "", searchParams);
      response.writeHead(200, { "access-control-allow-origin": "*" }).end(typeof answer === "string" ? answer : "");
    } catch (error) {
      response.writeHead(500, { "access-control-allow-origin": "*" }).end(String(error));
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
