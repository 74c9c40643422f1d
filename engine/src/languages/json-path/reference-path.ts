/** `$.detail.items[0].name` or `$["detail"]["a b"]`: names and indices only, so that it leads to one place. */
const STEP = /\.([\w$-]+)|\[(\d+)\]|\[\s*(?:"([^"]*)"|'([^']*)')\s*\]/y;

/** The steps of a path; undefined for a text that is none. */
export function parseReferencePath(path: string): readonly string[] | undefined {
  if (!path.startsWith("$")) return undefined;
  const steps: string[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < path.length) {
    const match = STEP.exec(path);
    if (!match) return undefined;
    steps.push(match[1] ?? match[2] ?? match[3] ?? match[4] ?? "");
  }
  return steps;
}

/** The value that `path` leads to in `document`; undefined when it leads nowhere. */
export function valueAt(document: unknown, path: string): unknown {
  let node: unknown = document;
  for (const step of parseReferencePath(path) ?? []) {
    if (typeof node !== "object" || node === null || !Object.hasOwn(node, step)) return undefined;
    node = (node as Record<string, unknown>)[step];
  }
  return node;
}
