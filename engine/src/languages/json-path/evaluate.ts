/** One evaluation: what `$` means in filters, and how much work is left. */
export interface Walk {
  readonly root: unknown;
  /** Visits left; below zero the walk is given up. */
  visitsLeft: number;
}

/** Chooses among a node's children. */
export type Selector = (node: unknown, walk: Walk) => readonly unknown[];

export interface Step {
  /** After `..`: applies to the node and to all beneath it. */
  readonly descend: boolean;
  /** True when it selects one child at most. */
  readonly definite: boolean;
  readonly select: Selector;
}

/** The nodes that the steps lead to from `start`; none when the walk ran out of visits. */
export function follow(steps: readonly Step[], start: unknown, walk: Walk): readonly unknown[] {
  let nodes: readonly unknown[] = [start];
  for (const step of steps) {
    const next: unknown[] = [];
    for (const node of nodes) {
      for (const source of step.descend ? withDescendants(node, walk) : [node]) collect(step, source, walk, next);
    }
    nodes = next;
  }
  return walk.visitsLeft < 0 ? [] : nodes;
}

function collect(step: Step, source: unknown, walk: Walk, into: unknown[]): void {
  if (--walk.visitsLeft < 0) return;
  for (const child of step.select(source, walk)) {
    if (--walk.visitsLeft < 0) return;
    into.push(child);
  }
}

/** The node and all beneath it, parents first. It keeps its own stack: a message may nest very deep. */
function* withDescendants(node: unknown, walk: Walk): Generator<unknown> {
  const stack = [node];
  while (stack.length > 0 && --walk.visitsLeft >= 0) {
    const next = stack.pop();
    yield next;
    for (const child of childrenOf(next).reverse()) stack.push(child);
  }
}

/** A document's objects are plain ones, or maps where their order matters. */
export function childrenOf(node: unknown): unknown[] {
  if (node instanceof Map) return [...node.values()];
  return typeof node === "object" && node !== null ? Object.values(node) : [];
}
