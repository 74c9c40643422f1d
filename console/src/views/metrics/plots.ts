import { openOver } from "../../model/metrics/metrics.ts";
import type { Window } from "../../model/metrics/series.ts";
import { formatCount, formatDuration, formatRate } from "../../ui/format.ts";

export interface PlotLine {
  readonly title: string;
  /** A variable of the theme. */
  readonly colour: string;
  readonly dash?: readonly number[];
}

export interface PlotSpec {
  readonly title: string;
  readonly lines: readonly PlotLine[];
  /** Seconds since the epoch, then the values of each line. */
  readonly data: readonly [times: readonly number[], ...values: readonly (readonly (number | null)[])[]];
  readonly format: (value: number) => string;
}

const IN: PlotLine = { title: "In", colour: "--accent" };
const OUT: PlotLine = { title: "Out", colour: "--good", dash: [6, 3] };

const PERCENTILES = [
  ["p50", "--good"],
  ["p95", "--warn", [6, 3]],
  ["p99", "--bad", [2, 2]],
] as const;

/** The plots of a window. Connections are known of all, of APIs and of `$connect` routes. */
export function plotsOf({ points, widthMs }: Window, open: number | undefined): readonly PlotSpec[] {
  const times = points.map(({ at }) => at / 1000);
  const rate = (count: number) => count / (widthMs / 1000);
  const connections = open === undefined ? [] : [connectionsPlot(times, openOver(points, open))];
  return [
    ...connections,
    {
      title: open === undefined ? "Invocations" : "Messages",
      lines: open === undefined ? [{ ...IN, title: "Invocations" }] : [IN, OUT],
      data:
        open === undefined
          ? [times, points.map(({ counts }) => rate(counts.calls))]
          : [times, points.map(({ counts }) => rate(counts.in)), points.map(({ counts }) => rate(counts.out))],
      format: formatRate,
    },
    {
      title: "Latency",
      lines: PERCENTILES.map(([title, colour, dash]) => ({ title, colour, ...(dash && { dash }) })),
      data: [times, ...PERCENTILES.map(([name]) => points.map((point) => point[name] ?? null))],
      format: (ms) => (ms === 0 ? "0" : formatDuration(ms)),
    },
    {
      title: "Errors",
      lines: [{ title: "Errors", colour: "--bad" }],
      data: [times, points.map(({ counts }) => counts.errors)],
      format: (count) => (Number.isInteger(count) ? formatCount(count) : ""),
    },
  ];
}

const connectionsPlot = (times: readonly number[], open: readonly number[]): PlotSpec => ({
  title: "Connections",
  lines: [{ title: "Open", colour: "--accent" }],
  data: [times, open],
  format: (count) => (Number.isInteger(count) ? formatCount(count) : ""),
});
