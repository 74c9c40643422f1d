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
