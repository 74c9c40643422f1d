export interface Row {
  readonly what: string;
  readonly engineMs: number;
  /** The same thing by hand; undefined where there is nothing to compare with. */
  readonly peerMs?: number;
  readonly peer?: string;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

const ms = (value: number | undefined) => (value === undefined ? "–" : `${value.toFixed(value < 10 ? 2 : 0)} ms`);

/** A Markdown table. */
export function table(rows: readonly Row[]): string {
  const lines = rows.map(({ what, engineMs, peerMs, peer }) => {
    const ratio = peerMs === undefined ? "–" : `${(engineMs / peerMs).toFixed(1)}×`;
    return `| ${what} | ${ms(engineMs)} | ${ms(peerMs)} | ${ratio} | ${peer ?? ""} |`;
  });
  return ["| what | Portcullis | by hand | ratio | by hand is |", "|---|---|---|---|---|", ...lines, ""].join("\n");
}

/** What each connecting client waits for is the authorizer; the others may take their time. */
const LIMITS = { authorizer: { kilobytes: 40, importMs: 12 }, others: { kilobytes: 350, importMs: 50 } } as const;

export const limitOf = (handler: string) => (handler === "authorizer" ? LIMITS.authorizer : LIMITS.others);

export interface Bundle {
  readonly handler: string;
  readonly kilobytes: number;
  /** Of a fresh process, from before the module is loaded until it can be called. */
  readonly importMs: number;
}

/** A Markdown table; what is over its limit says so. */
export function bundleTable(bundles: readonly Bundle[]): string {
  const against = (value: number, limit: number, unit: string) =>
    `${value.toFixed(value < 100 ? 1 : 0)} ${unit} of ${limit}${value > limit ? " **over**" : ""}`;
  const lines = bundles.map(({ handler, kilobytes, importMs }) => {
    const limit = limitOf(handler);
    return `| ${handler} | ${against(kilobytes, limit.kilobytes, "KB")} | ${against(importMs, limit.importMs, "ms")} |`;
  });
  return ["| function | bundle | cold import |", "|---|---|---|", ...lines, ""].join("\n");
}
