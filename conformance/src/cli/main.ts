import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { chapters } from "../chapters/chapters.ts";
import { jsonReport } from "../reports/json.ts";
import { junitReport } from "../reports/junit.ts";
import { pageReport } from "../reports/page.ts";
import { textReport } from "../reports/text.ts";
import { allFacts, type Results, resultsOf } from "../results.ts";
import { type Tried, tryChapters } from "../suite/try-cases.ts";
import { inRealTime } from "../targets/abilities.ts";
import type { Target } from "../targets/target.ts";
import { countOf, HELP, type Options, optionsOf, UsageError } from "./args.ts";
import { startTarget } from "./targets.ts";

const SECONDS = 1_000;
/** The longest case waits for two hours and some minutes. */
const TIMEOUTS_S = { here: 15, aws: 60, slow: 3 * 60 * 60 };

/** Runs the command. Sets the process's exit code. */
export async function main(args: readonly string[]): Promise<void> {
  try {
    const options = optionsOf(args);
    if (options.help) return void process.stdout.write(HELP);
    if (options.version) return void process.stdout.write(`${await version()}\n`);
    process.exitCode = await run(options);
  } catch (error) {
    process.exitCode = 2;
    const text =
      error instanceof UsageError ? `${error.message} (--help)` : error instanceof Error ? error.stack : error;
    process.stderr.write(`${text}\n`);
  }
}

async function run(options: Options): Promise<number> {
  const wanted = chapters.filter(({ title }) => title.toLowerCase().includes(options.chapter.toLowerCase()));
  if (wanted.length === 0)
    throw new UsageError(
      `No chapter's title has ${options.chapter}: ${chapters.map(({ title }) => title).join(", ")}.`,
    );
  const seconds = countOf("timeout", options.timeout) ?? TIMEOUTS_S[paceOf(options)];
  const started = await startTarget(options);
  await using target = options.slow ? inRealTime(started) : started;
  await assertReachable(target);
  const onTried = options.quiet ? undefined : say;
  const tried = await tryChapters(target, wanted, { timeoutMs: seconds * SECONDS, ...(onTried && { onTried }) });
  const results = resultsOf(options.name ?? target.name, tried);
  await report(results, options);
  return allFacts(results).some(({ outcome }) => outcome === "differs") ? 1 : 0;
}

function paceOf({ slow, target }: Options): keyof typeof TIMEOUTS_S {
  if (slow) return "slow";
  return target === "aws" ? "aws" : "here";
}

const MARKS = { conforms: "✓", differs: "✗", unsupported: "–" } as const;

function say({ chapter, group, title, outcome }: Tried): void {
  process.stderr.write(`${MARKS[outcome.result]} ${[chapter, group, title].filter(Boolean).join(" › ")}\n`);
}

const REPORTS = { json: jsonReport, junit: junitReport, page: pageReport } as const;

async function report(results: Results, options: Options): Promise<void> {
  for (const kind of ["json", "junit", "page"] as const) {
    const file = options[kind];
    if (file === "-") process.stdout.write(REPORTS[kind](results));
    else if (file !== undefined) await writeFile(file, REPORTS[kind](results));
  }
  const isOutputTaken = [options.json, options.junit, options.page].includes("-");
  (isOutputTaken ? process.stderr : process.stdout).write(textReport(results));
}

/** Refuses a target that is not there at all: it would differ in everything. */
async function assertReachable(target: Target): Promise<void> {
  const { wsUrl } = target.stage("Main/test");
  try {
    await fetch(wsUrl.replace(/^ws/, "http"));
  } catch (error) {
    throw new UsageError(
      `Nobody answers at ${wsUrl}: ${error instanceof Error ? (error.cause ?? error.message) : error}`,
    );
  }
}

async function version(): Promise<string> {
  const file = createRequire(import.meta.url).resolve("@portcullis/conformance/package.json");
  return JSON.parse(await readFile(file, "utf8")).version;
}
