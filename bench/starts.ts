import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { run } from "../e2e/support/packages.ts";
import { root } from "../e2e/support/system.ts";
import { cpuMsOf } from "./cost/usage.ts";
import { median } from "./report.ts";

/** Time until something is ready, and the CPU time that it took of all threads and processes. */
interface Start {
  readonly ms: number;
  readonly cpuMs: number;
}

interface Starting {
  readonly what: string;
  /** Starts it from a checkout of this repository. */
  run(checkout: string): Promise<Start | undefined>;
}

const APP = "app/template.yaml";
const SMALL = "bench/echo/template.yaml";

const STARTS: readonly Starting[] = [
  { what: "`startTestEngine` in a fresh process", run: startTest },
  { what: `\`portcullis start ${APP}\``, run: (checkout) => startCommand(checkout, APP) },
  {
    what: "the same, with nothing built",
    async run(checkout) {
      await rm(join(checkout, dirname(APP), ".portcullis"), { recursive: true, force: true });
      return startCommand(checkout, APP);
    },
  },
  { what: `\`portcullis start ${SMALL}\``, run: (checkout) => startCommand(checkout, SMALL) },
];

/**
 * Measures what somebody waits for before anything is asked of the engine, in this checkout and in others beside it, in
 * turns. The first round builds, and is not counted. Returns a Markdown table.
 */
export async function measureStarts(rounds: number, others: readonly string[] = []): Promise<string> {
  const checkouts = [root, ...others];
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rows: string[] = [];
  for (const { what, run } of STARTS) {
    process.stderr.write(`${what} …\n`);
    const starts = new Map(checkouts.map((checkout) => [checkout, [] as (Start | undefined)[]]));
    for (const checkout of checkouts) await run(checkout);
    for (let round = 0; round < rounds; round++)
      for (const checkout of checkouts) starts.get(checkout)?.push(await run(checkout));
    rows.push(row([what, ...[...starts.values()].map(describe)]));
  }
  const head = ["until ready, and CPU time", "this checkout", ...others];
  return [row(head), row(head.map(() => "---")), ...rows, ""].join("\n");
}

function describe(all: readonly (Start | undefined)[]): string {
  const starts = all.filter((start) => start !== undefined);
  if (starts.length === 0) return "–";
  return `${median(starts.map(({ ms }) => ms)).toFixed(0)} ms, ${median(starts.map(({ cpuMs }) => cpuMs)).toFixed(0)} ms`;
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
  const exited = once(child, "exit");
  for await (const line of createInterface({ input: child.stdout })) if (line.includes('"ready"')) break;
  const start = { ms: performance.now() - begun, cpuMs: cpuMsOf(child.pid ?? 0) };
  child.kill("SIGTERM");
  await exited;
  return start;
}
