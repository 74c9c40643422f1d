// Holds the engine's CPU time per operation against bench/baseline.json: `npm run bench:ratchet`, which CI runs. With
// --write it writes the baseline anew. Processor time by that of bare `ws` in the same run, never time on the wall.
import { readFile, writeFile } from "node:fs/promises";
import { endOnSignals } from "../ended.ts";
import { aboutNow } from "../page/about.ts";
import { measureRatios } from "./measure.ts";
import { type Baseline, judge, MOST_GROWTH, reportOf } from "./verdict.ts";

const file = new URL("../baseline.json", import.meta.url);

async function writeBaseline(): Promise<void> {
  const ratios = await measureRatios(() => false);
  const { date, commit, machine, node } = aboutNow(0);
  await writeFile(file, `${JSON.stringify({ date, commit, machine, node, ratios }, null, 2)}\n`);
  process.stdout.write(`${JSON.stringify(ratios)}\n`);
}

async function check(): Promise<boolean> {
  const baseline = JSON.parse(await readFile(file, "utf8")) as Baseline;
  const now = await measureRatios((operation, ratio) => ratio <= (baseline.ratios[operation] ?? 0) * MOST_GROWTH);
  const verdicts = judge(baseline.ratios, now);
  process.stdout.write(reportOf(verdicts, baseline));
  return verdicts.every(({ holds }) => holds);
}

endOnSignals();
if (process.argv.includes("--write")) await writeBaseline();
else process.exitCode = (await check()) ? 0 : 1;
process.exit();
