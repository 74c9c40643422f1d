import { compareWith } from "./checkouts/compare.ts";
import { endOnSignals } from "./ended.ts";
import { drawFlames } from "./flame/flame.ts";
import { type Command, HELP, parseCommand } from "./options.ts";
import { aboutNow } from "./page/about.ts";
import { writePage } from "./page/page.ts";
import { type Results, type SectionName, writeMeasured } from "./page/results.ts";
import { SECTION_PAGES } from "./page/sections.ts";
import { measureApp } from "./sections/app.ts";
import { measureBundles } from "./sections/bundles.ts";
import { measureFanOut } from "./sections/fan-out.ts";
import { measureIdle } from "./sections/idle.ts";
import { measureOperations } from "./sections/operations.ts";
import { say } from "./sections/section.ts";
import { measureStarts } from "./sections/start.ts";

const MEASURES: { readonly [Name in SectionName]: (command: Command) => Promise<Results[Name]> } = {
  operations: measureOperations,
  idle: measureIdle,
  "fan-out": measureFanOut,
  app: measureApp,
  start: measureStarts,
  bundles: measureBundles,
  compare: (command) => compareWith(command.compare ?? "HEAD", command),
};

async function measureSection<Name extends SectionName>(name: Name, command: Command): Promise<void> {
  const { title, tables } = SECTION_PAGES[name];
  say(`── ${title}`);
  const about = aboutNow(command.rounds);
  const result = await MEASURES[name](command);
  process.stdout.write(`## ${title}\n\n${tables(result)}\n`);
  if (!command.write) return;
  await writeMeasured(name, { about, result });
  await writePage();
}

/** Returns the exit code: a section that fails leaves the others their turn. */
async function main(args: readonly string[]): Promise<number> {
  const command = parseCommand(args);
  if (command.help) {
    process.stdout.write(HELP);
    return 0;
  }
  endOnSignals();
  let exitCode = 0;
  if (command.flame) {
    exitCode = (await drawFlames(command.compare)) === 0 ? 0 : 1;
    await writePage();
  }
  for (const name of command.sections)
    await measureSection(name, command).catch((error) => {
      say(`${name} failed: ${error instanceof Error ? error.message : error}`);
      exitCode = 1;
    });
  return exitCode;
}

const exitCode = await main(process.argv.slice(2)).catch((error) => {
  say(String(error instanceof Error ? error.message : error));
  return 2;
});
process.exit(exitCode);
