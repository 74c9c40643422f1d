import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createPeer, type Peer } from "../peers/install.ts";
import { run } from "../peers/run.ts";
import { bundle, functionSources } from "./bundle.ts";
import { type Contender, ENVIRONMENT, type Server } from "./contender.ts";
import { freePorts } from "./free-ports.ts";

const project = join(import.meta.dirname, "../peers/architect");

/** Functions by Architect's routes; it always has the first three. */
const ROUTES = { connect: "connect", disconnect: "connect", default: "connect", echo: "echo" } as const;

/** Makes an app for Architect's sandbox. */
export async function prepareArchitect(): Promise<Contender> {
  const peer = await createPeer("architect", project);
  await bundle(functionSources, join(peer.folder, "functions"));
  for (const [route, name] of Object.entries(ROUTES)) {
    const place = join(peer.folder, "src/ws", route);
    await mkdir(place, { recursive: true });
    await cp(join(peer.folder, `functions/${name}.mjs`), join(place, "index.mjs"));
  }
  return { start: () => start(peer), [Symbol.asyncDispose]: () => peer[Symbol.asyncDispose]() };
}

async function start({ folder }: Peer): Promise<Server> {
  const [port = 0, internal = 0] = await freePorts(2);
  const managementUrl = `http://127.0.0.1:${internal}/_arc/ws`;
  const variables = Object.entries({ ...ENVIRONMENT, ENDPOINT: managementUrl });
  const lines = variables.map(([name, value]) => `  ${name} ${value}\n`).join("");
  await writeFile(join(folder, "preferences.arc"), `@env\ntesting\n${lines}`);
  const { pid, stop } = await run(join(folder, "node_modules/.bin/sandbox"), ["--port", String(port)], {
    cwd: folder,
    env: { CI: "true", ARC_HOST: "127.0.0.1", ARC_INTERNAL_PORT: String(internal) },
    isReady: (output) => output.includes("Local environment ready"),
  });
  return { pid, url: `ws://127.0.0.1:${port}/`, managementUrl, [Symbol.asyncDispose]: stop };
}
