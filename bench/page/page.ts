import { existsSync, readdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../../e2e/support/system.ts";
import type { About } from "./about.ts";
import { goalsOf, goalTable } from "./goals.ts";
import { type AllMeasured, type Measured, type Results, readMeasured, type SectionName } from "./results.ts";
import { SECTION_PAGES, sectionNames } from "./sections.ts";
import { tableOf } from "./table.ts";

export const readAllMeasured = (): AllMeasured =>
  Object.fromEntries(sectionNames.flatMap((name) => [[name, readMeasured(name)]].filter(([, one]) => one)));

/** Writes docs/benchmarks.md of all rows that are kept. */
export const writePage = () => writeFile(join(root, "docs/benchmarks.md"), benchmarksOf(readAllMeasured()));

/** The text of docs/benchmarks.md. */
export const benchmarksOf = (all: AllMeasured, pictures: readonly string[] = readPictures()): string =>
  [
    INTRODUCTION,
    GOALS,
    goalTable(goalsOf(all)),
    ...sectionNames.flatMap((name) => section(name, all[name])),
    ...flames(pictures),
  ].join("\n");

/** Processes that want a core, above which rates say more about the others on the machine. */
const QUIET_LOAD = 1.5;

const busyNote = ({ loadBefore }: About) =>
  loadBefore > QUIET_LOAD
    ? `**The machine was busy** (load ${loadBefore.toFixed(1)}): rates, latencies and times of this run mean little, CPU time more.\n\n`
    : "";

const pictureFolder = join(root, "docs/flame");

const readPictures = () => (existsSync(pictureFolder) ? readdirSync(pictureFolder).sort() : []);

/** Links to pictures of where CPU time goes; those of before stand beside those of now. */
function flames(pictures: readonly string[]): readonly string[] {
  const names = pictures.filter((file) => !file.endsWith("-before.svg"));
  if (names.length === 0) return [];
  const link = (file: string) => (pictures.includes(file) ? `[${file}](flame/${file})` : "–");
  const rows = names.map((file) => [link(file), link(file.replace(".svg", "-before.svg"))]);
  return [`${FLAMES}\n${tableOf(["now", "before"], rows)}`];
}

const FLAMES = `## Where CPU time goes

Flame graphs of the engine's main thread, from \`--cpu-prof\`, drawn by \`npm run bench -- flame\`: a function is as wide as
its time and that of all that it called, which stands below it. Functions of users run in threads of their own, and are not
in them. A pointer on a function tells its module and its share. Those of before are of the commit that each names, by the
same load; what is missing there could not be drawn, since that commit failed under it.
`;

const INTRODUCTION = `# Benchmarks

\`npm ci && npm run bench -- --write\` measures all of this again and makes this page; a name behind it, as in
\`npm run bench -- idle --write\`, measures one section and leaves the others as they are. \`npm run bench -- --help\` tells
the rest. Linux is needed: CPU time and memory are read from \`/proc\`.

- **In turns.** Contenders run side by side on one machine, and take turns in every round. Each number is the median of all
  rounds; the rows behind the medians are in \`bench/results/\`.
- **The same work.** All have the functions of \`bench/stack/functions/\`: a connect asks an authorizer that checks a JWT,
  then \`$connect\`; a ping is answered by its function; an echo is posted back by AWS's SDK; a push is a signed \`POST\` to
  \`@connections\`, until the client has the text.
- **The load client** writes frames and requests to TCP sockets itself, 32 clients at once. Its own cost stands below the
  tables.
- **CPU time** is of the contender's whole process tree. It is what a noisy machine disturbs least: rates and latencies need
  a quiet one.
- **Bare \`ws\`** does what the functions do in its own process, without gateway or isolation. The **isolated limit** is the
  same with a worker thread for each function.
`;

const GOALS = `## Goals

What the engine is meant to reach, and whether it does, by the medians below.
`;

function section<Name extends SectionName>(
  name: Name,
  measured: Measured<Results[Name]> | undefined,
): readonly string[] {
  const { title, tables } = SECTION_PAGES[name];
  if (!measured) return [];
  return [
    `## ${title}\n\n${busyNote(measured.about)}${tables(measured.result)}\n${circumstances(name, measured.about)}`,
  ];
}

function circumstances(
  name: SectionName,
  { date, commit, node, machine, rounds, loadBefore, versions }: About,
): string {
  const facts = {
    measured: `${date} UTC, commit ${commit}, ${rounds} ${rounds === 1 ? "round" : "rounds"}`,
    machine: `${machine}; load ${loadBefore.toFixed(1)} before`,
    "Node.js": node,
    ...versions,
    rows: `[${name}.json](../bench/results/${name}.json)`,
  };
  return `<details><summary>How it was measured</summary>\n\n${tableOf(["", ""], Object.entries(facts))}\n</details>\n`;
}
