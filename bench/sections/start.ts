import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { run } from "../../e2e/support/packages.ts";
import { root } from "../../e2e/support/system.ts";
import { atSignal } from "../ended.ts";
import { cpuMsOf } from "../measure/usage.ts";
import { type BenchOptions, say } from "./section.ts";

/** Time until something is ready, and the CPU time that it took of all threads and processes. */
interface Start {
  readonly ms: number;
  readonly cpuMs: number;
}

interface Starting {
  readonly title: string;
  /** Starts it from a checkout of this repository. */
  run(checkout: string): Promise<Start | undefined>;
}

const APP = "app/template.yaml";
const SMALL = "bench/echo/template.yaml";

const STARTS: readonly Starting[] = [
  { title: "`startTestEngine` in a fresh process", run: startTest },
  { title: `\`portcullis start ${APP}\``, run: (checkout) => startCommand(checkout, APP) },
  {
    title: "the same, with nothing built",
    async run(checkout) {
      await rm(join(checkout, dirname(APP), ".portcullis"), { recursive: true, force: true });
      return startCommand(checkout, APP);
    },
  },
  { title: `\`portcullis start ${SMALL}\``, run: (checkout) => startCommand(checkout, SMALL) },
];

/** Starts of one kind, one value for each round; none for a checkout from before there was such a thing. */
export interface StartRow {
  readonly title: string;
  readonly ms: readonly number[];
  readonly cpuMs: readonly number[];
}

export interface StartResult {
  readonly starts: readonly StartRow[];
}

export async function measureStarts({ rounds }: BenchOptions): Promise<StartResult> {
  const [starts = []] = await startsOf([root], rounds);
  return { starts };
}

/**
 * Measures what somebody waits for before anything is asked of the engine, in some checkouts in turns. The first round
 * builds, and is not counted.
 */
export async function startsOf(
  checkouts: readonly string[],
  rounds: number,
): Promise<readonly (readonly StartRow[])[]> {
  const rows: StartRow[][] = checkouts.map(() => []);
  for (const { title, run } of STARTS) {
    say(`${title} …`);
    const starts: Start[][] = checkouts.map(() => []);
    for (let round = 0; round <= rounds; round++)
      for (const [at, checkout] of checkouts.entries()) {
        const start = await run(checkout);
        if (start && round > 0) starts[at]?.push(start);
      }
    for (const [at, all] of starts.entries())
      rows[at]?.push({ title, ms: all.map(({ ms }) => ms), cpuMs: all.map(({ cpuMs }) => cpuMs) });
  }
  return rows;
}

/** A test's engine, from before its import, as each test file has it; undefined for a checkout from before there was one. */
async function startTest(checkout: string): Promise<Start | undefined> {
  if (!existsSync(join(checkout, "engine/dist/testing.js"))) return undefined;
  const script = `
    const begun = performance.now();
    const { startTestEngine } = await import(${JSON.stringify(join(checkout, "engine/dist/testing.js"))});
    const engine = await startTestEngine({ template: ${JSON.stringify(join(checkout, APP))} });
    const { user, system } = process.cpuUsage();
    console.log(JSON.stringify({ ms: performance.now() - begun, cpuMs: (user + system) / 1000 }));
    await engine.stop();`;
  return JSON.parse(await run(process.execPath, ["--input-type=module", "-e", script], checkout));
}

/** The command, from its start to its ready line. */
async function startCommand(checkout: string, template: string): Promise<Start> {
  const command = join(checkout, "engine/bin/portcullis.mjs");
  const begun = performance.now();
  const child = spawn(process.execPath, [command, "start", join(checkout, template), "--port", "0", "--json"], {
    cwd: checkout,
    stdio: ["ignore", "pipe", "ignore"],
  });
  using _signalled = atSignal(() => child.kill("SIGTERM"));
  const exited = once(child, "exit");
  for await (const line of createInterface({ input: child.stdout })) if (line.includes('"ready"')) break;
  const start = { ms: performance.now() - begun, cpuMs: cpuMsOf(child.pid ?? 0) };
  child.kill("SIGTERM");
  await exited;
  return start;
}
