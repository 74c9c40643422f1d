import { formatPlural } from "./format.ts";

interface MissedOptions {
  /** Number of entries that never came. */
  readonly count: number;
  /** A sentence that says what follows for what is shown. */
  readonly effect: string;
}

/** Tells of entries that the engine had forgotten before the page could read them; of none, nothing. */
export function Missed({ count, effect }: MissedOptions) {
  if (count === 0) return null;
  const title = `The engine had forgotten them before this page could read them. ${effect}`;
  return <span class="missed" title={title}>{`${formatPlural(count, "entry", "entries")} missed`}</span>;
}
