import type { Path } from "./nodes.ts";

type Members = Readonly<Record<string, unknown>>;

interface Value {
  readonly M?: Members;
  readonly L?: readonly unknown[];
}

/** The parts of an item that paths lead to, inside of the maps and lists that they are in. */
export const projected = (item: Members, paths: readonly Path[]): Members => membersOf(item, paths);

function partOf(value: Value, paths: readonly Path[]): Value | undefined {
  if (paths.some((path) => path.length === 0)) return value;
  if (value.M) {
    const M = membersOf(value.M, paths);
    return Object.keys(M).length > 0 ? { M } : undefined;
  }
  const L = (value.L ?? []).flatMap((element, index) => partAt(element, index, paths) ?? []);
  return L.length > 0 ? { L } : undefined;
}

function membersOf(members: Members, paths: readonly Path[]): Members {
  const parts = Object.entries(members).map(([name, member]) => [name, partAt(member, name, paths)] as const);
  return Object.fromEntries(parts.filter(([, part]) => part !== undefined));
}

function partAt(value: unknown, step: string | number, paths: readonly Path[]): Value | undefined {
  const own = paths.filter(([first]) => first === step).map((path) => path.slice(1));
  return own.length > 0 ? partOf(value as Value, own) : undefined;
}
