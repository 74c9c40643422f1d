import { join } from "node:path";
import { createPeer, type Peer } from "../peers/install.ts";
import { run } from "../peers/run.ts";
import { bundle, functionSources } from "./bundle.ts";
import { type Contender, ENVIRONMENT, type Server } from "./contender.ts";
import { freePorts } from "./free-ports.ts";

const project = join(import.meta.dirname, "../peers/serverless-offline");

/** Makes a service of serverless-offline, with its functions in its own process or in threads. */
export async function prepareServerlessOffline(isolation: "in-process" | "worker"): Promise<Contender> {
  const peer = await createPeer("serverless-offline", project);
  await bundle(functionSources, join(peer.folder, "functions"));
  return { start: () => start(peer, isolation), [Symbol.asyncDispose]: () => peer[Symbol.asyncDispose]() };
}

async function start({ folder }: Peer, isolation: "in-process" | "worker"): Promise<Server> {
  const [http = 0, websocket = 0, lambda = 0] = await freePorts(3);
  const ports = ["--httpPort", http, "--websocketPort", websocket, "--lambdaPort", lambda].map(String);
  const inProcess = isolation === "in-process" ? ["--useInProcess"] : [];
  const options = ["--config", "serverless.cjs", "--host", "127.0.0.1", ...ports, ...inProcess];
  const { pid, stop } = await run(join(folder, "node_modules/.bin/osls"), ["offline", "start", ...options], {
    cwd: folder,
    env: { ...ENVIRONMENT, ENDPOINT: `http://127.0.0.1:${websocket}` },
    isReady: (output) => output.includes("[http for websocket] listening"),
  });
  const managementUrl = `http://127.0.0.1:${websocket}`;
  return { pid, url: `ws://127.0.0.1:${websocket}/`, managementUrl, [Symbol.asyncDispose]: stop };
}
