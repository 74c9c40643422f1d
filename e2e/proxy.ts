import { once } from "node:events";
import { Agent, createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { copyTemplate, type Forwarding, forward } from "./between.ts";

export interface PostProxy extends AsyncDisposable {
  /** The app's template, with this in the place of API Gateway's `@connections`. */
  readonly template: string;
  /** Where posts go that are let through. */
  aimAt(endpoint: string): void;
}

export interface PostProxyOptions extends Partial<Pick<Forwarding, "count">> {
  /** True when it takes the call and answers it, or never does. */
  readonly intercept: (incoming: IncomingMessage, outgoing: ServerResponse) => boolean;
}

/** Stands between the app's functions and `@connections`. */
export async function startPostProxy({ intercept, count = () => {} }: PostProxyOptions): Promise<PostProxy> {
  const agent = new Agent({ keepAlive: true });
  let target = "";
  const server = createServer((incoming, outgoing) => {
    if (!intercept(incoming, outgoing)) void forward(incoming, outgoing, { target, agent, count });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const copy = await copyTemplate((text) => withManagementEndpoint(text, `http://127.0.0.1:${port}/dev`));
  return {
    template: copy.template,
    aimAt(endpoint) {
      target = endpoint;
    },
    async [Symbol.asyncDispose]() {
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await copy[Symbol.asyncDispose]();
    },
  };
}

/** The template says where `@connections` is, and functions are told so by it: that alone is changed. */
const withManagementEndpoint = (text: string, endpoint: string) =>
  text.replaceAll(/MANAGEMENT_ENDPOINT: !If\n(?: +- .*\n){3}/g, `MANAGEMENT_ENDPOINT: ${endpoint}\n`);
