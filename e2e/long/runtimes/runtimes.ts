import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { build } from "esbuild";
import { BUN, DENO, NODE_VERSIONS, nodeProgram, type Program, WORKERD } from "../../support/programs.ts";
import { servePages, startChromium } from "../chromium.ts";

/** Place of a walk: the packed client is installed in `folder`, beside the walk. */
export interface Place {
  readonly folder: string;
  readonly control: string;
  readonly url: string;
  /** Name of the user, one for each runtime. */
  readonly name: string;
}

export interface Runtime {
  readonly name: string;
  /** Program that npm brings; absent for what is here. */
  readonly program?: Program;
  /** Goes the walk, and resolves with what was seen. */
  walk(place: Place, program: string): Promise<unknown>;
}

/** Oldest version with a WebSocket of its own. */
const FIRST_WITH_WEB_SOCKET = 22;

/** Time after which a walk has failed: it takes 5 to 20 seconds. */
const WALK_TIMEOUT_MS = 120_000;

/** Runs a program that prints what was seen. */
async function reportOf(program: string, args: readonly string[], folder: string): Promise<unknown> {
  const options = { cwd: folder, env: { ...process.env, NO_COLOR: "1" }, timeout: WALK_TIMEOUT_MS };
  const { stdout, stderr } = await promisify(execFile)(program, [...args], options);
  const [, report] = /^REPORT (.*)$/m.exec(stdout) ?? [];
  if (report === undefined) throw new Error(`There is no report, but:\n${stdout}${stderr}`);
  return JSON.parse(report);
}

const argumentsOf = ({ control, url, name }: Place) => [control, url, name];

const onNode = (version: string, kind: "own" | "ws"): Runtime => ({
  name: `Node.js ${version} with ${kind === "ws" ? "ws" : "its own WebSocket"}`,
  program: nodeProgram(version),
  walk: (place, program) => reportOf(program, ["main.mjs", ...argumentsOf(place), kind], place.folder),
});

/** Bundles the walk, as applications are. */
async function bundle(folder: string, entry: string, outfile: string, format: "esm" | "iife"): Promise<string> {
  const file = join(folder, outfile);
  await build({
    absWorkingDir: folder,
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    format,
    globalName: "walking",
    platform: "neutral",
    target: "es2022",
  });
  return file;
}

/** Configuration of a worker that may call this machine. */
const WORKERD_CONFIG = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [(name = "worker.js", esModule = embed "worker.js")],
      compatibilityDate = "2026-07-01",
      globalOutbound = "machine",
    )),
    (name = "machine", network = (allow = ["private", "local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`;

/** Starts a worker and asks it: it answers when it has gone the walk. */
async function walkInWorker({ folder, ...place }: Place, program: string): Promise<unknown> {
  await bundle(folder, "worker.mjs", "worker.js", "esm");
  await writeFile(join(folder, "worker.capnp"), WORKERD_CONFIG);
  const args = ["serve", "worker.capnp", "--control-fd=1"];
  const child = spawn(program, args, { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
  try {
    const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
    const { port } = JSON.parse(line) as { readonly port: number };
    const signal = AbortSignal.timeout(WALK_TIMEOUT_MS);
    const response = await fetch(`http://127.0.0.1:${port}/?${new URLSearchParams(place)}`, { signal });
    if (!response.ok) throw new Error(await response.text());
    return await response.json();
  } finally {
    child.kill();
  }
}

async function walkInPage({ folder, ...place }: Place): Promise<unknown> {
  const script = await bundle(folder, "walk.mjs", "page.js", "iife");
  await using pages = await servePages((_request, response) => {
    response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Walk</title>");
  });
  const browser = await startChromium();
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(WALK_TIMEOUT_MS);
    await page.goto(`http://127.0.0.1:${pages.port}/`);
    await page.addScriptTag({ path: script });
    return await page.evaluate((given) => Reflect.get(globalThis, "walking").walk(given), place);
  } finally {
    await browser.close();
  }
}

async function walkAsInReactNative(place: Place): Promise<unknown> {
  const script = await bundle(place.folder, "walk.mjs", "react-native.js", "iife");
  return reportOf(process.execPath, ["react-native.mjs", ...argumentsOf(place), script], place.folder);
}

const hasOwnWebSocket = (version: string) => Number.parseInt(version, 10) >= FIRST_WITH_WEB_SOCKET;

export const RUNTIMES: readonly Runtime[] = [
  ...NODE_VERSIONS.filter(hasOwnWebSocket).map((version) => onNode(version, "own")),
  ...NODE_VERSIONS.map((version) => onNode(version, "ws")),
  {
    name: "Deno",
    program: DENO,
    walk: (place, program) =>
      reportOf(program, ["run", "--allow-all", "--no-prompt", "main.mjs", ...argumentsOf(place)], place.folder),
  },
  {
    name: "Bun",
    program: BUN,
    walk: (place, program) => reportOf(program, ["run", "main.mjs", ...argumentsOf(place)], place.folder),
  },
  { name: "Cloudflare Workers (workerd)", program: WORKERD, walk: walkInWorker },
  { name: "Chromium", walk: walkInPage },
  { name: "as little as React Native has", walk: walkAsInReactNative },
];
