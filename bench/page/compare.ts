import type { CompareResult } from "../checkouts/compare.ts";
import { OPERATIONS, type OperationName } from "../load/operations.ts";
import { median } from "../measure/statistics.ts";
import { type Figure, figureOf } from "./operations.ts";
import { short, tableOf } from "./table.ts";

const FIGURES: readonly (readonly [figure: Figure, title: string])[] = [
  ["perSecond", "per second"],
  ["p50Ms", "p50, ms"],
  ["p99Ms", "p99, ms"],
  ["cpuUs", "CPU µs"],
];

/** Rows of both checkouts with the ratio of now by before. */
export function compareTables({ commit, operations, starts, fanOut }: CompareResult): string {
  const names = [...new Set(operations.operations.map(({ operation }) => operation))];
  const rows = [
    ...names.flatMap((operation) => operationRows(operations, operation)),
    ...memoryRows(operations),
    ...starts.now.flatMap((now, at) => startRow(now.title, now.ms, starts.before[at]?.ms ?? [])),
    ...(fanOut ? fanOutRows(fanOut) : []),
  ];
  return `Before is commit ${commit}. Both took turns in one run.\n\n${tableOf(["", "before", "now", "now by before"], rows)}`;
}

const rowOf = (what: string, before: number, now: number) => [
  what,
  short(before),
  short(now),
  `${short(now / before)} ×`,
];

const operationRows = (result: CompareResult["operations"], operation: OperationName) =>
  FIGURES.map(([figure, title]) => {
    const of = (name: "now" | "before") => figureOf(result, name, operation, figure) ?? Number.NaN;
    return rowOf(`${OPERATIONS[operation].title}: ${title}`, of("before"), of("now"));
  });

function memoryRows({ contenders }: CompareResult["operations"]) {
  const rssMb = (name: "now" | "before") =>
    contenders.find(({ contender }) => contender === name)?.afterLoad.rssMb ?? Number.NaN;
  return [rowOf("RSS after load, MB", rssMb("before"), rssMb("now"))];
}

function fanOutRows({ now, before }: NonNullable<CompareResult["fanOut"]>) {
  const title = `one event to ${now.subscribers.toLocaleString("en-US")} subscribers`;
  const cpuUs = ({ cpuMs, subscribers }: typeof now) => (median(cpuMs) * 1000) / subscribers;
  return [
    rowOf(`${title}: until the last has it, ms`, median(before.ms), median(now.ms)),
    rowOf(`${title}: CPU µs each`, cpuUs(before), cpuUs(now)),
  ];
}

/** A start that the other commit has not is left out. */
const startRow = (title: string, now: readonly number[], before: readonly number[]) =>
  before.length === 0 ? [] : [rowOf(`${title}, ms`, median(before), median(now))];
