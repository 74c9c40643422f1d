import { parseArgs } from "node:util";
import { type ContenderName, contenderNames } from "./contenders/contenders.ts";
import { type OperationName, operationNames } from "./load/operations.ts";
import type { SectionName } from "./page/results.ts";
import { ownSectionNames } from "./page/sections.ts";
import type { BenchOptions } from "./sections/section.ts";

/** Choices of the command line. */
export interface Command extends BenchOptions {
  readonly sections: readonly SectionName[];
  /** Commit to build and to measure beside this checkout, instead of sections. */
  readonly compare?: string;
  /** Pictures are asked for, instead of tables. */
  readonly flame: boolean;
  readonly write: boolean;
  readonly help: boolean;
}

export const HELP = `Usage: npm run bench -- [SECTION…] [options]

Measures Portcullis beside its peers, in turns, and prints tables. Without a section it measures all of them.
Or: npm run bench -- flame [--compare COMMIT], which draws where CPU time goes, into docs/flame.

Sections: ${ownSectionNames.join(", ")}

Options:
  --rounds N           Rounds of which each number is the median (default: 5)
  --only NAME,…        These contenders: ${contenderNames.join(", ")} (default: all)
  --operations NAME,…  These operations: ${operationNames.join(", ")} (default: all)
  --connections N      The most idle connections and subscribers (default: 10000)
  --compare COMMIT     Build that commit in a folder of its own, and measure operations, starts and one event to many of both in turns;
                       with flame: draw its pictures, as those of before
  --write              Keep the rows in bench/results, and make docs/benchmarks.md of all that are kept
  --help               Show this text

Peers are installed on demand, from bench/peers, into a folder for temporary files. Ctrl-C ends all that was started.
`;

/** Reads the command line; throws with a sentence for whoever typed it. */
export function parseCommand(args: readonly string[]): Command {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      rounds: { type: "string", default: "5" },
      only: { type: "string" },
      operations: { type: "string" },
      connections: { type: "string", default: "10000" },
      compare: { type: "string" },
      write: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const { write, help, compare } = values;
  const flame = positionals.length === 1 && positionals[0] === "flame";
  return {
    flame,
    sections: flame ? [] : sectionsOf(positionals, compare),
    ...(compare === undefined ? {} : { compare }),
    rounds: wholeNumber("--rounds", values.rounds),
    only: listed<ContenderName>("contender", values.only, contenderNames),
    operations: listed<OperationName>("operation", values.operations, operationNames),
    connections: wholeNumber("--connections", values.connections),
    write,
    help,
  };
}

function sectionsOf(names: readonly string[], compare: string | undefined): readonly SectionName[] {
  if (compare === undefined)
    return names.length > 0 ? chosen<SectionName>("section", names, ownSectionNames) : ownSectionNames;
  if (names.length > 0)
    throw new Error(`--compare measures operations, starts and one event to many: leave out ${names.join(" ")}.`);
  return ["compare"];
}

const listed = <Name extends string>(what: string, text: string | undefined, all: readonly Name[]) =>
  text === undefined ? all : chosen<Name>(what, text.split(","), all);

/** The names in the order of all, however they were typed. */
function chosen<Name extends string>(what: string, names: readonly string[], all: readonly Name[]): readonly Name[] {
  const unknown = names.find((name) => !(all as readonly string[]).includes(name));
  if (unknown !== undefined) throw new Error(`There is no ${what} ${unknown}; there are ${all.join(", ")}.`);
  return all.filter((name) => names.includes(name));
}

function wholeNumber(option: string, text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`${option} takes a whole number from 1 on, not ${text}.`);
  return Number(text);
}
