import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { resolve } from "node:path";

/** A look at the disk on which an outcome depends, and what was seen. */
export interface Look {
  readonly kind: keyof typeof KINDS;
  readonly path: string;
  /** A text that is the same for as long as the same would be seen. */
  readonly seen: string;
}

const KINDS = {
  content: (path: string) => createHash("sha256").update(fs.readFileSync(path)).digest("base64url"),
  existence: (path: string) => String(fs.existsSync(path)),
  names: (path: string) => fs.readdirSync(path).sort().join("\n"),
  place: (path: string) => fs.realpathSync(path),
  status(path: string) {
    const stat = fs.statSync(path, { throwIfNoEntry: false });
    return stat ? `${stat.mtimeMs} ${stat.isDirectory()}` : "";
  },
};

let noted: Look[] | undefined;

function seenAt(kind: Look["kind"], path: string): string {
  try {
    return KINDS[kind](path);
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}

/** Notes a look before it is taken: a change in between shows later as a difference, and is never taken for what was seen. */
function note(kind: Look["kind"], path: string): void {
  if (!noted) return;
  const absolute = resolve(path);
  noted.push({ kind, path: absolute, seen: seenAt(kind, absolute) });
}

/** Runs work that does not wait, and tells which looks at the disk it took by means of this file. */
export function noteLooks<T>(work: () => T): { readonly value: T; readonly looks: readonly Look[] } {
  const outer = noted;
  const looks: Look[] = [];
  noted = looks;
  try {
    return { value: work(), looks };
  } finally {
    noted = outer;
  }
}

/** Tells whether the same would be seen now. */
export const isAsSeen = ({ kind, path, seen }: Look): boolean => seenAt(kind, path) === seen;

export function readText(path: string): string {
  note("content", path);
  return fs.readFileSync(path, "utf8");
}

export function exists(path: string): boolean {
  note("existence", path);
  return fs.existsSync(path);
}

export function namesIn(path: string): readonly string[] {
  note("names", path);
  return fs.readdirSync(path);
}

export function realPath(path: string): string {
  note("place", path);
  return fs.realpathSync(path);
}

export function statusOf(path: string): fs.Stats | undefined {
  note("status", path);
  return fs.statSync(path, { throwIfNoEntry: false });
}
