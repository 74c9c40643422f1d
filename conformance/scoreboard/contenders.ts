import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fixture, type StageUrls, startEngineTarget, startUrlTarget, type Target } from "@portcullis/conformance";
import { createPeer, type Peer, type PeerName } from "../../bench/peers/install.ts";
import { type Running, run } from "../../bench/peers/run.ts";

/** Somebody who runs the fixture stack, or as much of it as its form of a project can say. */
export interface Contender {
  readonly name: string;
  readonly start: () => Promise<Target>;
  /** Sentences on what its form of a project cannot say. */
  readonly limits: readonly string[];
}

/** Stages of the fixture stack by the API that a service of the Serverless Framework holds. */
const OFFLINE_STAGES = {
  Main: "Main/test",
  Recorded: "Recorded/plain",
  Guarded: "Guarded/prod",
  Sources: "Sources/with",
  Bare: "Bare/test",
  Echo: "Echo/test",
} as const;

/** Routes of `Main` that need integrations, models or permissions that `resources` would have. */
const OFFLINE_LACKS = ["late", "modelled", "unpermitted", "mock", "silent", "custom"];

const FIRST_PORT = 4_100;
const PORTS_EACH = 10;
const ALL_PORTS = 100;

/** All contenders, in the order of the page. */
export const contenders: readonly Contender[] = [
  { name: "Portcullis, worker threads", start: () => startEngineTarget("worker"), limits: [] },
  { name: "Portcullis, processes", start: () => startEngineTarget("process"), limits: [] },
  {
    name: "serverless-offline 14.8.2 under osls 4.3.1",
    start: () => startOffline(FIRST_PORT),
    limits: [
      "A service has one WebSocket API with one stage, so each API of the fixture is a service of its own.",
      "`resources` of CloudFormation do not run: API keys, models, mock and HTTP integrations, `AWS_IAM`, a second stage and stage variables are left out.",
      "Functions run in worker threads, as is its default. In its mode without them a function that ends its process, as one case does, ends the tool; what came after that would say nothing.",
    ],
  },
  {
    name: "Architect sandbox 9.0.0",
    start: () => startArchitect(FIRST_PORT + ALL_PORTS),
    limits: [
      "An app has one WebSocket API, which always has `$connect`, `$disconnect` and `$default`; no authorizer, no second stage, no throttle, no model, no API key.",
      "Its routes have no route responses: what a function returns for a message is not sent.",
      "`@connections` is at `/_arc/ws` of its internal port (`ARC_INTERNAL_PORT`), where its own library calls it; signatures are not looked at.",
    ],
  },
];

const projectOf = (name: PeerName) => createPeer(name, join(import.meta.dirname, "peers", name));

async function startOffline(firstPort: number): Promise<Target> {
  const peer = await projectOf("serverless-offline");
  await cp(join(fixture, "functions"), join(peer.folder, "functions"), { recursive: true });
  const recordsPort = firstPort + ALL_PORTS - 1;
  const running: Running[] = [];
  const stages: Record<string, StageUrls> = {};
  for (const [index, [api, stage]] of Object.entries(OFFLINE_STAGES).entries()) {
    const port = firstPort + index * PORTS_EACH;
    running.push(await startService(peer, { api, port, recordsPort }));
    const management = `http://127.0.0.1:${port + 1}`;
    // As its events name them.
    const named = { apiId: "private", host: "localhost", stage: "local" };
    stages[stage] = {
      ws: `ws://127.0.0.1:${port + 1}/${stage.split("/")[1]}`,
      management,
      lacks: OFFLINE_LACKS,
      ...named,
    };
  }
  const target = await startUrlTarget({ name: "serverless-offline", stages, recordsPort, accountId: "undefined" });
  return endingWith(target, peer, running);
}

interface Service {
  readonly api: string;
  readonly port: number;
  readonly recordsPort: number;
}

function startService({ folder }: Peer, { api, port, recordsPort }: Service): Promise<Running> {
  const ports = ["--httpPort", port, "--websocketPort", port + 1, "--lambdaPort", port + 2].map(String);
  const options = ["--config", "serverless.cjs", "--host", "127.0.0.1", ...ports];
  const RECORDS_URL = `http://127.0.0.1:${recordsPort}`;
  return run(join(folder, "node_modules/.bin/osls"), ["offline", "start", ...options], {
    cwd: folder,
    env: {
      API: api,
      RECORDS_URL,
      MANAGEMENT_URL: `http://127.0.0.1:${port + 1}`,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    },
    isReady: (output) => output.includes("[http for websocket] listening"),
  });
}

const ARCHITECT_ROUTES = ["connect", "disconnect", "default", "chat", "oneway", "twoway"];

async function startArchitect(port: number): Promise<Target> {
  const peer = await projectOf("architect");
  const { folder } = peer;
  const recordsPort = port + ALL_PORTS - 1;
  const internalPort = port + PORTS_EACH;
  const management = `http://127.0.0.1:${internalPort}/_arc/ws`;
  for (const route of ARCHITECT_ROUTES) {
    const place = join(folder, "src/ws", route);
    await mkdir(place, { recursive: true });
    await cp(join(fixture, "functions/program.cjs"), join(place, "index.js"));
  }
  const RECORDS_URL = `http://127.0.0.1:${recordsPort}`;
  const variables = { RECORDS_URL, MANAGEMENT_URL: management, RECORD: "always" };
  const lines = Object.entries(variables).map(([name, value]) => `  ${name} ${value}\n`);
  await writeFile(join(folder, "preferences.arc"), `@env\ntesting\n${lines.join("")}`);
  const sandbox = await run(join(folder, "node_modules/.bin/sandbox"), ["--port", String(port)], {
    cwd: folder,
    env: { CI: "true", ARC_INTERNAL_PORT: String(internalPort) },
    isReady: (output) => output.includes("Local environment ready"),
  });
  const stage: StageUrls = { ws: `ws://127.0.0.1:${port}/test`, management, answers: false };
  const stages = { "Main/test": stage, "Recorded/plain": stage, "Echo/test": stage };
  return endingWith(await startUrlTarget({ name: "Architect sandbox", stages, recordsPort }), peer, [sandbox]);
}

const endingWith = (target: Target, peer: Peer, running: readonly Running[]): Target => ({
  ...target,
  async [Symbol.asyncDispose]() {
    await target[Symbol.asyncDispose]();
    await Promise.all(running.map(({ stop }) => stop()));
    await peer[Symbol.asyncDispose]();
  },
});
