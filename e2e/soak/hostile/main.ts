import { execFileSync } from "node:child_process";
import { parseArgs } from "node:util";
import { complaintsOf, linesOf } from "./report.ts";
import { soak } from "./soak.ts";

const HELP = `Usage: npm run soak -- [options]

Opens thousands of sockets on a small stack whose functions do all that goes wrong, kills its store, edits its files,
and says in the end whether every outcome is one that AWS's rules allow, and whether memory stayed flat.

Options:
  --minutes N                  How long (default: 60)
  --seed N                     Another seed makes other decisions; the same seed the same ones (default: 1)
  --sockets N                  How many (default: as many as ulimit -n allows, up to 2000)
  --rate N                     Deeds per second, of all sockets together (default: 60)
  --isolation worker|process   How functions are kept apart (default: worker)
  --help                       Show this text

Ctrl-C ends it early, with a report of what was. It ends with exit code 1 when something is wrong.
`;

const MOST_SOCKETS = 2_000;

/** Files that this process and the engine have open besides the sockets. */
const OTHER_HANDLES = 300;

function mostSockets(): number {
  try {
    const limit = execFileSync("sh", ["-c", "ulimit -n"], { encoding: "utf8" }).trim();
    return limit === "unlimited" ? MOST_SOCKETS : Math.min(MOST_SOCKETS, Math.max(1, Number(limit) - OTHER_HANDLES));
  } catch {
    return MOST_SOCKETS;
  }
}

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "60" },
    seed: { type: "string", default: "1" },
    sockets: { type: "string" },
    rate: { type: "string", default: "60" },
    isolation: { type: "string", default: "worker" },
    help: { type: "boolean", default: false },
  },
});

function numberOf(name: "minutes" | "seed" | "sockets" | "rate", text: string): number {
  const number = Number(text);
  if (!Number.isFinite(number) || (number <= 0 && name !== "seed"))
    throw new Error(`--${name} must be a number above 0, not "${text}".`);
  return number;
}

async function run(): Promise<number> {
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const { isolation } = values;
  if (isolation !== "worker" && isolation !== "process") throw new Error("--isolation must be worker or process.");
  const interruption = new AbortController();
  process.once("SIGINT", () => interruption.abort());
  const report = await soak({
    minutes: numberOf("minutes", values.minutes),
    seed: numberOf("seed", values.seed),
    sockets: numberOf("sockets", values.sockets ?? String(mostSockets())),
    rate: numberOf("rate", values.rate),
    isolation,
    interrupted: interruption.signal,
    onProgress: (line) => void process.stderr.write(`${line}\n`),
  });
  process.stdout.write(`${linesOf(report).join("\n")}\n`);
  return complaintsOf(report).length === 0 ? 0 : 1;
}

try {
  process.exitCode = await run();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
}
