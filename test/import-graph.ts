import { isBuiltin } from "node:module";
import { readSourceFiles, resolveImport } from "./source-files.ts";

export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

export const files = readSourceFiles();
export const workspaceOf = (path: string) => path.split("/")[0] ?? "";

const isRelative = (specifier: string) => specifier.startsWith(".");
const packageOf = (specifier: string) =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");

/** Imports of one file of a workspace by another, as paths from the root. */
export const edges: readonly Edge[] = files.flatMap(({ path, imports }) =>
  imports
    .filter(({ specifier }) => isRelative(specifier))
    .map(({ specifier, typeOnly }) => ({ from: path, to: resolveImport(path, specifier), typeOnly })),
);

export const packageImports = files.flatMap(({ path, imports }) =>
  imports
    .filter(({ specifier }) => !isRelative(specifier) && !isBuiltin(specifier))
    .map(({ specifier, typeOnly }) => ({ from: path, name: packageOf(specifier), typeOnly })),
);

/** An import as a test's message names it. */
export const arrow = ({ from, to }: Pick<Edge, "from" | "to">) => `${from} → ${to}`;

/** The first way found that leads back to its beginning. */
export function findCycle(graph: readonly Pick<Edge, "from" | "to">[]): readonly string[] | undefined {
  const next = new Map<string, string[]>();
  for (const { from, to } of graph) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): readonly string[] | undefined => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return undefined;
    for (const target of next.get(path) ?? []) {
      const cycle = visit(target, [...trail, path]);
      if (cycle) return cycle;
    }
    done.add(path);
    return undefined;
  };
  for (const path of next.keys()) {
    const cycle = visit(path, []);
    if (cycle) return cycle;
  }
  return undefined;
}

/**
 * An import as the folder sees it in which both ways part: between a file or a folder of it and another.
 * `a/b/c.ts → a/d/e.ts` is `a/b → a/d`.
 */
export function atFork({ from, to }: Edge): Pick<Edge, "from" | "to"> {
  const [source, target] = [from.split("/"), to.split("/")];
  const end = source.findIndex((part, index) => part !== target[index]) + 1;
  return { from: source.slice(0, end).join("/"), to: target.slice(0, end).join("/") };
}
