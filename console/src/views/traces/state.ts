import { computed, signal } from "@preact/signals";
import { onEntries } from "../../engine/journal/journal.ts";
import { stack } from "../../engine/stack.ts";
import { compileFilter, type Filter } from "../../model/traces/filter.ts";
import { createNames } from "../../model/traces/names.ts";
import { type Summary, summaryOf } from "../../model/traces/summary.ts";
import { createTraceIndex } from "../../model/traces/trace-index.ts";
import type { TreeContext } from "../../model/traces/tree.ts";

const index = createTraceIndex();

/** Changes when traces have. */
export const revision = signal(0);

const names = computed(() => createNames(stack.value));

export const context = computed((): TreeContext => ({ names: names.value, userOf: index.userOf, index }));

export const traceOf = (id: string) => index.traces.get(id);

/** Number of traces that were let go to make room, of all that there were. */
export const letGo = () => index.letGo;
export const total = () => index.total;

let summaries = new Map<string, Summary>();
let summariesOf: TreeContext | undefined;

/** Follows the journal for as long as the view is open. The function that is returned ends that. */
export function follow(): () => void {
  return onEntries((entries, isAnew) => {
    if (isAnew) index.clear();
    index.add(entries);
    revision.value += 1;
  });
}

/** All traces as lines, oldest first. Only those that have changed are worked out anew. */
function allSummaries(): readonly Summary[] {
  if (summariesOf !== context.value) summaries = new Map();
  summariesOf = context.value;
  const kept = new Map<string, Summary>();
  for (const [id, trace] of index.traces) {
    const known = summaries.get(id);
    kept.set(id, known?.version === trace.version ? known : summaryOf(trace, context.value));
  }
  summaries = kept;
  return [...kept.values()];
}

/** The traces that pass, in the order that is asked for. */
export function chosen(filter: Filter): readonly Summary[] {
  const found = allSummaries().filter(compileFilter(filter));
  return filter.oldestFirst ? found : found.reverse();
}

/** Number of traces that are the console's own. */
export const ofConsole = (): number => [...summaries.values()].filter(({ isConsoles }) => isConsoles).length;

/** Names of functions and APIs that traces can be filtered by. */
export const apiNames = computed(() => unique((stack.value?.apis ?? []).map(({ logicalId }) => logicalId)));
export const functionNames = computed(() => unique((stack.value?.functions ?? []).map(({ logicalId }) => logicalId)));

const unique = (texts: readonly string[]) => [...new Set(texts)].sort();
