import { type ContenderName, contenderNames, specOf } from "../contenders/contenders.ts";
import type { Sample } from "../load/drive.ts";
import { OPERATIONS, type OperationName, operationNames } from "../load/operations.ts";
import { median } from "../measure/statistics.ts";
import type { OperationsResult } from "../sections/operations.ts";
import { short, tableOf } from "./table.ts";

export type Figure = Exclude<keyof Sample, "count">;

/** The median of all rounds; undefined when there are none. */
export function figureOf<Name extends string>(
  { operations }: OperationsResult<Name>,
  contender: Name,
  operation: OperationName,
  figure: Figure,
): number | undefined {
  const row = operations.find((one) => one.contender === contender && one.operation === operation);
  return row?.samples.length ? median(row.samples.map((sample) => sample[figure])) : undefined;
}

const CELLS = {
  "per second": (figure) => short(figure("perSecond")),
  "p50 / p99, ms": (figure) => `${short(figure("p50Ms"))} / ${short(figure("p99Ms"))}`,
  "CPU µs per operation": (figure) => short(figure("cpuUs")),
} as const satisfies Readonly<Record<string, (figure: (name: Figure) => number) => string>>;

/** Tables of rates, latencies, CPU time, memory and starts. */
export function operationTables(result: OperationsResult): string {
  const names = contenderNames.filter((name) => result.contenders.some(({ contender }) => contender === name));
  const titles = names.map((name) => specOf(name).title);
  const measured = operationNames.filter((name) => result.operations.some(({ operation }) => operation === name));
  const notes: string[] = [];
  const cellOf = (contender: ContenderName, operation: OperationName, show: (typeof CELLS)[keyof typeof CELLS]) => {
    const lacks = result.operations.find((row) => row.contender === contender && row.operation === operation)?.lacks;
    if (!lacks) return show((figure) => figureOf(result, contender, operation, figure) ?? Number.NaN);
    const note = `${specOf(contender).title}, ${OPERATIONS[operation].title}: ${lacks}`;
    if (!notes.includes(note)) notes.push(note);
    return lacks.startsWith("It failed") ? "failed" : "not supported";
  };
  const tables = Object.entries(CELLS).map(([title, show]) =>
    tableOf(
      [title, ...titles],
      measured.map((operation) => [
        OPERATIONS[operation].title,
        ...names.map((contender) => cellOf(contender, operation, show)),
      ]),
    ),
  );
  return [...tables, contenderTable(result, names), clientNote(result), list(notes)].filter(Boolean).join("\n");
}

function contenderTable({ contenders }: OperationsResult, names: readonly ContenderName[]): string {
  const rows = names.flatMap((name) => contenders.filter(({ contender }) => contender === name));
  const row = (title: string, show: (one: (typeof rows)[number]) => string) => [title, ...rows.map(show)];
  return tableOf(
    ["", ...names.map((name) => specOf(name).title)],
    [
      row("ready after, ms", ({ readyMs }) => short(median(readyMs))),
      row("RSS after load, MB", ({ afterLoad }) => short(afterLoad.rssMb)),
      row("PSS after load, MB", ({ afterLoad }) => short(afterLoad.pssMb)),
      row("processes, threads", ({ afterLoad }) => `${afterLoad.processes}, ${afterLoad.threads}`),
    ],
  );
}

/** The load client's own cost, which limits what a fast server can show. */
function clientNote(result: OperationsResult): string {
  const costs = operationNames.flatMap((operation) => {
    const own = figureOf(result, "bare", operation, "clientCpuUs");
    return own === undefined ? [] : [`${OPERATIONS[operation].title}: ${short(own)} µs`];
  });
  return costs.length > 0
    ? `The load client's own CPU time per operation, beside bare \`ws\`: ${costs.join("; ")}.\n`
    : "";
}

const list = (notes: readonly string[]) => notes.map((note) => `- ${note}\n`).join("");
