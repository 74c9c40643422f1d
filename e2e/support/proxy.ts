import { once } from "node:events";
import { Agent, createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { copyTemplate, type Forwarding, forward } from "./between.ts";

export interface ServiceProxy extends AsyncDisposable {
  /** The app's template, with this in the place of a service. */
  readonly template: string;
  /** Sets the endpoint of calls that are let through. */
  aimAt(endpoint: string): void;
}

export interface PostProxyOptions extends Partial<Pick<Forwarding, "count">> {
  /** True when it takes the call and answers it, or never does. */
  readonly intercept: (incoming: IncomingMessage, outgoing: ServerResponse) => boolean;
}

interface ServiceProxyOptions extends PostProxyOptions {
  /** The template with `address` where it says where the service is. */
  readonly change: (text: string, address: string) => string;
}

/** Stands between the app's functions and a service. */
export async function startServiceProxy({
  intercept,
  change,
  count = () => {},
}: ServiceProxyOptions): Promise<ServiceProxy> {
  const agent = new Agent({ keepAlive: true });
  let target = "";
  const server = createServer((incoming, outgoing) => {
    if (!intercept(incoming, outgoing)) void forward(incoming, outgoing, { target, agent, count });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const copy = await copyTemplate((text) => change(text, `http://127.0.0.1:${port}`));
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

/** Stands between the app's functions and `@connections`. */
export const startPostProxy = (options: PostProxyOptions): Promise<ServiceProxy> =>
  startServiceProxy({ ...options, change: withManagementEndpoint });

/** The template says where `@connections` is, and functions are told so by it: that alone is changed. */
const withManagementEndpoint = (text: string, address: string) =>
  text.replaceAll(/MANAGEMENT_ENDPOINT: !If\n(?: +- .*\n){3}/g, `MANAGEMENT_ENDPOINT: ${address}/dev\n`);
