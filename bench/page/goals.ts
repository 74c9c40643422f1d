import type { ContenderName } from "../contenders/contenders.ts";
import { OPERATIONS, type OperationName } from "../load/operations.ts";
import { median } from "../measure/statistics.ts";
import type { OperationsResult } from "../sections/operations.ts";
import type { StartRow } from "../sections/start.ts";
import { figureOf } from "./operations.ts";
import { appRatio, bytesPerConnection, fanOutSlopeMs } from "./other-sections.ts";
import type { AllMeasured } from "./results.ts";
import { short, tableOf } from "./table.ts";

/** Something that the engine is meant to reach. */
export interface Goal {
  readonly what: string;
  /** Undefined when it was not measured. */
  readonly measured: number | undefined;
  readonly limit: { readonly atLeast: number } | { readonly atMost: number };
  readonly unit?: string;
}

const ratio = (one: number | undefined, other: number | undefined) =>
  one === undefined || other === undefined ? undefined : one / other;

/** Rates of the engine by those of somebody else. */
const RATES: readonly (readonly [
  ContenderName,
  string,
  ContenderName,
  string,
  Partial<Record<OperationName, number>>,
])[] = [
  ["worker", "worker", "offline", "serverless-offline in-process", { connect: 1.5, ping: 2.2, echo: 1.4, push: 1.5 }],
  ["worker", "worker", "bare", "bare `ws`", { connect: 0.45, ping: 0.3, push: 0.5 }],
  ["process", "process", "offline", "serverless-offline in-process", { connect: 0.7, ping: 0.7, echo: 0.7, push: 0.7 }],
];

const CPU_OPERATIONS: readonly OperationName[] = ["connect", "ping", "push"];

function rateGoals(result: OperationsResult): readonly Goal[] {
  return RATES.flatMap(([own, ownTitle, other, otherTitle, limits]) =>
    (Object.entries(limits) as [OperationName, number][]).map(([operation, atLeast]) => ({
      what: `${OPERATIONS[operation].title}: rate of ${ownTitle} by ${otherTitle}`,
      measured: ratio(figureOf(result, own, operation, "perSecond"), figureOf(result, other, operation, "perSecond")),
      limit: { atLeast },
    })),
  );
}

const cpuGoals = (result: OperationsResult): readonly Goal[] =>
  CPU_OPERATIONS.map((operation) => ({
    what: `${OPERATIONS[operation].title}: CPU time of worker by serverless-offline in-process`,
    measured: ratio(figureOf(result, "worker", operation, "cpuUs"), figureOf(result, "offline", operation, "cpuUs")),
    limit: { atMost: 1 },
  }));

function memoryGoals({ contenders }: OperationsResult): readonly Goal[] {
  const rssMb = (name: ContenderName) => contenders.find(({ contender }) => contender === name)?.afterLoad.rssMb;
  return [
    {
      what: "RSS after load of worker by serverless-offline in-process",
      measured: ratio(rssMb("worker"), rssMb("offline")),
      limit: { atMost: 1.35 },
    },
    { what: "RSS after load of process", measured: rssMb("process"), limit: { atMost: 400 }, unit: "MB" },
  ];
}

/** Starts by those of the commit that the goals were set at. */
const START_GOALS = {
  "`portcullis start app/template.yaml`": 0.45,
  "`portcullis start bench/echo/template.yaml`": 0.5,
};

function startGoals({ compare }: AllMeasured): readonly Goal[] {
  const ofTitle = (rows: readonly StartRow[] | undefined, title: string) =>
    rows?.find((row) => row.title === title)?.ms;
  return Object.entries(START_GOALS).map(([title, atMost]) => {
    const { now, before } = compare?.result.starts ?? {};
    const [nowMs, beforeMs] = [ofTitle(now, title), ofTitle(before, title)];
    return {
      what: `${title}: time by that of an earlier commit`,
      measured: nowMs && beforeMs && median(nowMs) / median(beforeMs),
      limit: { atMost },
    };
  });
}

/** The other commit has to take so many times as long as this one. */
const FAN_OUT_TIMES = 8;

function fanOutGoals({ compare, "fan-out": fanOut }: AllMeasured): readonly Goal[] {
  const { now, before } = compare?.result.fanOut ?? {};
  return [
    {
      what: "one more subscriber of an event",
      measured: fanOut && fanOutSlopeMs(fanOut.result),
      limit: { atMost: 0.7 },
      unit: "ms",
    },
    {
      what: "one event to 1,000 subscribers: time of an earlier commit by that of now",
      measured: now && before && median(before.ms) / median(now.ms),
      limit: { atLeast: FAN_OUT_TIMES },
    },
  ];
}

function otherGoals({ idle, app }: AllMeasured): readonly Goal[] {
  const bytes = (name: ContenderName) => {
    const row = idle?.result.rows.find(({ contender }) => contender === name);
    return row && bytesPerConnection(row);
  };
  return [
    {
      what: "memory of an idle connection, worker by bare `ws`",
      measured: ratio(bytes("worker"), bytes("bare")),
      limit: { atMost: 1.4 },
    },
    {
      what: "time of the app's connect by a server by hand",
      measured: app && appRatio(app.result),
      limit: { atMost: 1.8 },
    },
  ];
}

/** All goals, those of operations once they were measured. */
export function goalsOf(all: AllMeasured): readonly Goal[] {
  const operations = all.operations?.result;
  const ofOperations = operations ? [rateGoals, cpuGoals, memoryGoals].flatMap((goals) => goals(operations)) : [];
  return [...ofOperations, ...otherGoals(all), ...fanOutGoals(all), ...startGoals(all)];
}

/** Tells whether a goal is met; a number that nobody has is neither. */
export function outcomeOf({ measured, limit }: Goal): "met" | "missed" | "not measured" {
  if (measured === undefined || Number.isNaN(measured)) return "not measured";
  const holds = "atLeast" in limit ? measured >= limit.atLeast : measured <= limit.atMost;
  return holds ? "met" : "missed";
}

export function goalTable(goals: readonly Goal[]): string {
  const rows = goals.map((goal) => {
    const { what, measured, limit, unit = "×" } = goal;
    const bound = "atLeast" in limit ? `≥ ${limit.atLeast}` : `≤ ${limit.atMost}`;
    const outcome = outcomeOf(goal);
    return [
      what,
      outcome === "not measured" ? "–" : `${short(measured ?? Number.NaN)} ${unit}`,
      `${bound} ${unit}`,
      outcome === "missed" ? "**missed**" : outcome,
    ];
  });
  return tableOf(["", "measured", "goal", ""], rows);
}
