import { once } from "node:events";
import { Agent, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { copyTemplate, forward } from "../between.ts";

export interface SecretsOutage extends AsyncDisposable {
  /** The app's template, with this in the place of Secrets Manager for the authorizer. */
  readonly template: string;
  /** Where calls go until the outage begins. */
  aimAt(endpoint: string): void;
  begin(): void;
}

/** Stands between the authorizer and Secrets Manager, and answers 500 from some time on. */
export async function createSecretsOutage(): Promise<SecretsOutage> {
  const agent = new Agent({ keepAlive: true });
  let target = "";
  let isDown = false;
  const server = createServer((incoming, outgoing) => {
    if (!isDown) return void forward(incoming, outgoing, { target, agent, count: () => {} });
    incoming.resume();
    outgoing.writeHead(500, { "x-amzn-errortype": "InternalServiceError" }).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const setting = `          AWS_ENDPOINT_URL_SECRETS_MANAGER: http://127.0.0.1:${port}\n`;
  const copy = await copyTemplate((text) => text.replace(/ +ALLOW_QUERY_TOKEN: .*\n/, (line) => line + setting));
  return {
    template: copy.template,
    aimAt(endpoint) {
      target = endpoint;
    },
    begin() {
      isDown = true;
    },
    async [Symbol.asyncDispose]() {
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await copy[Symbol.asyncDispose]();
    },
  };
}
