import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import type { ProcessFacts, ProcessTree } from "../process-tree.ts";
import type { Lived } from "./life.ts";
import { FEWEST_RESTS, growthOfLastHalf, MOST_GROWTH } from "./memory.ts";
import type { SoakOptions } from "./soak.ts";
import { lineOf, type Tally } from "./tally.ts";

/** Things that are there once everybody has gone, compared with those that were there before anybody came. */
export interface Leftovers {
  readonly before: ProcessTree | undefined;
  readonly after: ProcessTree | undefined;
  /** In the engine's list. */
  readonly connections: number;
  /** Each thing that there is more of, in a sentence. */
  readonly more: readonly string[];
}

type Chosen = Pick<SoakOptions, "minutes" | "seed" | "sockets" | "isolation" | "interrupted">;

export interface Report extends Chosen, Lived {
  readonly seconds: number;
  readonly tally: Tally;
  /** The most memory that the engine took, also while it was busy. */
  readonly mostMb: number;
  /** Undefined when it was interrupted. */
  readonly leftovers: Leftovers | undefined;
  /** False: it had to be killed. */
  readonly hasEnded: boolean;
  /** Processes of the engine that run on after its end. */
  readonly orphans: readonly ProcessFacts[];
  /** Temporary files that it has left. */
  readonly files: readonly string[];
}

const MOST_SHOWN = 20;

/** Each thing that is wrong, in a line; none when all is well. */
export function complaintsOf(report: Report): readonly string[] {
  const { tally, defects, leftovers, hasEnded, orphans, files } = report;
  return [
    ...tally.wrong.slice(0, MOST_SHOWN).map(lineOf),
    ...(tally.wrong.length > MOST_SHOWN ? [`… and ${tally.wrong.length - MOST_SHOWN} wrong outcomes more`] : []),
    ...defects.slice(0, MOST_SHOWN).map((defect) => `defect of the engine: ${defect}`),
    ...(memoryOf(report).isTooMuch ? [`Memory grows: ${memoryOf(report).text}.`] : []),
    ...(leftovers ? leftoverComplaints(leftovers) : []),
    ...(hasEnded ? [] : ["The engine did not end within a minute, and was killed."]),
    ...orphans.map(({ pid, command }) => `Process ${pid} (${command}) runs on after the engine's end.`),
    ...files.map((file) => `The engine has left a temporary file: ${file}`),
  ];
}

function leftoverComplaints({ connections, more }: Leftovers): readonly string[] {
  const open = `${connections} connections are in the engine's list after all were closed.`;
  return connections > 0 ? [open, ...more] : more;
}

function memoryOf({ rests }: Report): { readonly text: string; readonly isTooMuch: boolean } {
  const growth = growthOfLastHalf(rests);
  if (!growth) return { text: "memory was not measured", isTooMuch: false };
  const { meanMb, mbPerHour, share } = growth;
  const line = `${meanMb.toFixed(0)} MB at rest on average over the last half, ${percent(share)} more at its end than at its begin`;
  const judged = rests.length >= FEWEST_RESTS;
  const rule = judged ? `${percent(MOST_GROWTH)} is allowed` : `not judged by fewer than ${FEWEST_RESTS} rests`;
  return { text: `${line} (${mbPerHour.toFixed(0)} MB an hour; ${rule})`, isTooMuch: judged && share > MOST_GROWTH };
}

/** The share of the last five minutes in which somebody waited for a processor, where Linux tells. */
function pressure(): string {
  try {
    const [, share] = /some .*avg300=([\d.]+)/.exec(readFileSync("/proc/pressure/cpu", "utf8")) ?? [];
    return `, for which somebody waited ${share} % of the last five minutes (what is late on a busy machine looks like a fault)`;
  } catch {
    return "";
  }
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

/** The report as lines. */
export function linesOf(report: Report): readonly string[] {
  const { tally, leftovers, seconds, sockets, seed, isolation, interrupted, rests, mostMb } = report;
  const complaints = complaintsOf(report);
  return [
    `${sockets} sockets, seed ${seed}, functions in ${isolation === "worker" ? "threads" : "processes"}, ${(seconds / 60).toFixed(1)} min${interrupted.aborted ? ", interrupted" : ""}`,
    `${tally.total} deeds:`,
    ...tally.rows.map(({ kind, outcomes }) => {
      const counts = [...outcomes].map(([outcome, count]) => `${outcome} ${count}`);
      return `  ${kind.padEnd(44)} ${counts.join(", ")}`;
    }),
    `Processors: ${cpus().length}${pressure()}`,
    `Memory at rest, in MB: ${rests.map(({ rssMb }) => rssMb.toFixed(0)).join(" ")}`,
    `Memory: ${memoryOf(report).text}; ${mostMb.toFixed(0)} MB at most, busy`,
    ...(leftovers ? [leftoversLine(leftovers)] : []),
    ...(complaints.length === 0 ? ["All is well."] : ["This is wrong:", ...complaints.map((line) => `  ${line}`)]),
  ];
}

const leftoversLine = ({ before, after, connections }: Leftovers) =>
  `After all were closed: ${connections} connections, ${countsOf(after)}; before: ${countsOf(before)}`;

function countsOf(tree: ProcessTree | undefined): string {
  if (!tree) return "not counted";
  const handles = [...tree.handles.values()].reduce((sum, count) => sum + count, 0);
  return `${tree.processes.length} processes, ${tree.threads} threads, ${handles} handles`;
}
