import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem } from "node:os";
import { join } from "node:path";
import { root } from "../../e2e/support/system.ts";

/** Circumstances of a run. */
export interface About {
  readonly date: string;
  readonly commit: string;
  readonly node: string;
  readonly machine: string;
  /** Processes that wanted a core in the minute before: a quiet machine has fewer than one. */
  readonly loadBefore: number;
  readonly rounds: number;
  readonly versions: Readonly<Record<string, string>>;
}

const git = (...args: readonly string[]) => execFileSync("git", [...args], { cwd: root, encoding: "utf8" }).trim();

export function aboutNow(rounds: number): About {
  const edited = git("status", "--porcelain", "--", "engine", "app", "bench/stack") !== "";
  return {
    date: new Date().toISOString().slice(0, 16).replace("T", " "),
    commit: git("rev-parse", "--short=8", "HEAD") + (edited ? " and edits" : ""),
    node: process.version,
    machine: machine(),
    loadBefore: loadavg()[0] ?? 0,
    rounds,
    versions: versions(),
  };
}

function machine(): string {
  const [{ model = "" } = {}] = cpus();
  const memoryGb = (totalmem() / 2 ** 30).toFixed(0);
  return `${cpus().length} cores (${model}), ${memoryGb} GB, Linux ${release()}`;
}

function versions(): Record<string, string> {
  const manifest = (path: string) => JSON.parse(readFileSync(join(root, path), "utf8"));
  const peers = ["serverless-offline", "architect"].map((name) => manifest(`bench/peers/${name}/package.json`));
  const { version } = manifest("engine/package.json");
  const { ws } = manifest("package.json").devDependencies;
  return { portcullis: version, ws, ...Object.assign({}, ...peers.map(({ dependencies }) => dependencies)) };
}
