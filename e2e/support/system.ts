import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
export const cli = join(root, "engine/bin/portcullis.mjs");
export const appTemplate = join(root, "app/template.yaml");

export interface JournalEntry {
  readonly seq: number;
  readonly at: number;
  readonly service: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly trace?: { readonly traceId: string; readonly spanId: string; readonly parentId?: string };
}

export interface System extends AsyncDisposable {
  readonly endpoint: string;
  readonly url: string;
  readonly managementUrl: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly functions: readonly string[];
  /** Everything the engine wrote to standard error so far. */
  readonly log: () => string;
  readonly process: ChildProcess;
  /** Resolves with how far the engine's time is ahead of the machine's, in seconds. */
  advance(seconds: number): Promise<number>;
  /** The first journal entry that matches, past or to come. */
  waitFor(matches: (entry: JournalEntry) => boolean): Promise<JournalEntry>;
  /** The configuration of SDK clients. */
  readonly sdk: { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } };
}

/** An installation of the engine, and the environment that it runs in. */
export interface Installation {
  /** The file of its command. */
  readonly command: string;
  readonly env: NodeJS.ProcessEnv;
  /** Of Node.js. Default none. */
  readonly flags?: readonly string[];
  /** Rebuild what is edited. Default false. */
  readonly watch?: boolean;
}

const OWN: Installation = { command: cli, env: process.env };

/** The command as a user gives it, in a process of its own. */
export const spawnEngine = (
  template: string,
  options: readonly string[] = [],
  { command, env, flags = [], watch } = OWN,
) =>
  spawn(
    process.execPath,
    [...flags, command, "start", template, "--port", "0", "--json", ...(watch ? [] : ["--no-watch"]), ...options],
    {
      cwd: root,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    },
  );

/** Starts the engine, and resolves once it is ready. */
export async function startSystem(
  template = appTemplate,
  options: readonly string[] = [],
  installation = OWN,
): Promise<System> {
  const child = spawnEngine(template, options, installation);
  let log = "";
  child.stderr.on("data", (chunk) => {
    log += chunk;
  });
  const ready = await readReadyLine(child, () => log);
  const { endpoint, outputs, functions, webSockets } = ready;
  return {
    endpoint,
    outputs,
    functions,
    url: webSockets[0]?.url ?? "",
    managementUrl: webSockets[0]?.managementUrl ?? "",
    log: () => log,
    process: child,
    sdk: { endpoint, region: "us-east-1", credentials: { accessKeyId: "test", secretAccessKey: "test" } },
    advance: (seconds) => advance(endpoint, seconds),
    waitFor: (matches) => waitForEntry(endpoint, matches),
    [Symbol.asyncDispose]: () => stop(child),
  };
}

interface Ready {
  readonly event: string;
  readonly endpoint: string;
  readonly outputs: Record<string, string>;
  readonly functions: string[];
  readonly webSockets: { url: string; managementUrl: string }[];
}

async function readReadyLine(child: ChildProcess, log: () => string): Promise<Ready> {
  if (!child.stdout) throw new Error("no standard output");
  const lines = createInterface({ input: child.stdout });
  const exited = once(child, "exit").then(([code]) => {
    throw new Error(`The engine exited with ${code}:\n${log()}`);
  });
  const [line] = (await Promise.race([once(lines, "line"), exited])) as [string];
  exited.catch(() => {});
  return JSON.parse(line);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await exited;
}

/** Moves the time of an engine. Resolves with how far it is ahead of the machine's, in seconds. */
export async function advance(endpoint: string, seconds: number): Promise<number> {
  const response = await fetch(`${endpoint}/_portcullis/clock`, {
    method: "POST",
    body: JSON.stringify({ advanceSeconds: seconds }),
  });
  if (!response.ok) throw new Error(await response.text());
  const { offsetSeconds } = (await response.json()) as { offsetSeconds: number };
  return offsetSeconds;
}

async function waitForEntry(endpoint: string, matches: (entry: JournalEntry) => boolean): Promise<JournalEntry> {
  const done = new AbortController();
  try {
    const response = await fetch(`${endpoint}/_portcullis/journal`, { signal: done.signal });
    for await (const entry of readEvents(response)) if (matches(entry)) return entry;
    throw new Error("The journal ended without a match.");
  } finally {
    done.abort();
  }
}

async function* readEvents(response: Response): AsyncGenerator<JournalEntry> {
  const decoder = new TextDecoder();
  let buffered = "";
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    buffered += decoder.decode(chunk, { stream: true });
    const events = buffered.split("\n\n");
    buffered = events.pop() ?? "";
    for (const event of events) {
      const data = event.split("\n").find((line) => line.startsWith("data: "));
      if (data) yield JSON.parse(data.slice("data: ".length));
    }
  }
}
