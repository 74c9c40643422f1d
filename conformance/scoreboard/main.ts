// Holds the engine and its peers against the suite, and writes docs/scoreboard.md: `npm run scoreboard`.
import { writeFile } from "node:fs/promises";
import { chapters, resultsOf, tryChapters } from "@portcullis/conformance";
import { contenders } from "./contenders.ts";
import { scoreboardOf } from "./page.ts";

const TIMEOUT_MS = 10_000;
const wanted = process.argv[2] ?? "";

const scores = [];
for (const { name, limits, start } of contenders.filter((one) => one.name.includes(wanted))) {
  process.stderr.write(`${name}\n`);
  await using target = await start();
  const tried = await tryChapters(target, chapters, { timeoutMs: TIMEOUT_MS });
  scores.push({ name, limits, results: resultsOf(name, tried) });
}
const page = scoreboardOf(scores);
if (wanted === "") await writeFile(new URL("../../docs/scoreboard.md", import.meta.url), page);
else process.stdout.write(page);
process.exit();
