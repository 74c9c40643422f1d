import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { build } from "esbuild";
import { root, startSystem } from "../../e2e/support/system.ts";

/** A server that is measured. */
export interface Contender extends AsyncDisposable {
  readonly name: string;
  readonly pid: number;
  readonly url: string;
  readonly managementUrl: string;
}

export const JWT_SECRET = "bench-secret-of-thirty-two-bytes";

const here = join(root, "bench/cost");

/** The engine, with its functions in threads or processes. */
export async function startPortcullis(isolation: "worker" | "process"): Promise<Contender> {
  const system = await startSystem(join(here, "template.yaml"), ["--isolation", isolation]);
  return {
    name: `Portcullis, ${isolation}`,
    pid: pidOf(system.process),
    url: system.url,
    managementUrl: system.managementUrl,
    [Symbol.asyncDispose]: () => system[Symbol.asyncDispose](),
  };
}

export const startBare = () => startPeer("bare `ws`", "bare");
export const startIsolated = () => startPeer("isolated limit", "isolated");

async function startPeer(name: string, file: string): Promise<Contender> {
  const folder = await mkdtemp(join(tmpdir(), "portcullis-bench-"));
  await bundle(folder);
  const peer = spawn(process.execPath, [join(folder, `${file}.mjs`)], {
    env: {
      ...process.env,
      JWT_SECRET,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(createInterface({ input: peer.stdout }), "line")) as [string];
  return {
    ...(JSON.parse(line) as Pick<Contender, "url" | "managementUrl">),
    name,
    pid: pidOf(peer),
    async [Symbol.asyncDispose]() {
      const exited = once(peer, "exit");
      peer.kill("SIGTERM");
      await exited;
      await rm(folder, { recursive: true });
    },
  };
}

/** Makes a peer and the functions as those of the engine are made. */
async function bundle(outdir: string): Promise<void> {
  const sources = ["peers/bare", "peers/isolated", "peers/isolate"];
  const functions = ["authorizer", "connect", "ping", "echo"].map((name) => `functions/${name}`);
  await build({
    entryPoints: [...sources, ...functions].map((source) => join(here, `${source}.ts`)),
    outdir,
    entryNames: "[name]",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    logLevel: "error",
  });
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error("A contender has not started.");
  return pid;
}
