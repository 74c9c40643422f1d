export interface Row {
  readonly what: string;
  readonly engineMs: number;
  /** Time of the same thing by hand; undefined where there is nothing to compare with. */
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

/** Returns a Markdown table. */
export function table(rows: readonly Row[]): string {
  const lines = rows.map(({ what, engineMs, peerMs, peer }) => {
    const ratio = peerMs === undefined ? "–" : `${(engineMs / peerMs).toFixed(1)}×`;
    return `| ${what} | ${ms(engineMs)} | ${ms(peerMs)} | ${ratio} | ${peer ?? ""} |`;
  });
  return ["| what | Portcullis | by hand | ratio | by hand is |", "|---|---|---|---|---|", ...lines, ""].join("\n");
}

/** Most of a bundle's size and time. Each client that connects waits for the authorizer; others may take their time. */
const LIMITS = { authorizer: { kilobytes: 40, importMs: 12 }, others: { kilobytes: 350, importMs: 50 } } as const;

/** Time of a handler that does nothing on the machine that the limits are for. */
const EMPTY_MS = 5;

export const limitOf = (handler: string) => (handler === "authorizer" ? LIMITS.authorizer : LIMITS.others);

export interface BundleTimes {
  /** Time of a handler that does nothing: it shows how fast this machine is at the moment. */
  readonly emptyMs: number;
  readonly bundles: readonly Bundle[];
}

export interface Bundle {
  readonly handler: string;
  readonly kilobytes: number;
  /** Time of a fresh process from before the code is read until the handler can be called. */
  readonly importMs: number;
}

/** Returns a Markdown table; a number that is over its limit says so. */
export function bundleTable({ emptyMs, bundles }: BundleTimes): string {
  const against = (value: number, limit: number, unit: string) =>
    `${value.toFixed(value < 100 ? 1 : 0)} ${unit} of ${limit.toFixed(0)}${value > limit ? " **over**" : ""}`;
  const slowness = emptyMs / EMPTY_MS;
  const lines = bundles.map(({ handler, kilobytes, importMs }) => {
    const limit = limitOf(handler);
    const size = against(kilobytes, limit.kilobytes, "KB");
    return `| ${handler} | ${size} | ${against(importMs, limit.importMs * slowness, "ms")} |`;
  });
  const note = `A handler that does nothing takes ${emptyMs.toFixed(1)} ms here; limits are for ${EMPTY_MS} ms, and grow with it.`;
  return ["| function | bundle | cold import |", "|---|---|---|", ...lines, "", note, ""].join("\n");
}
