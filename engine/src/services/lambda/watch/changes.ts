import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import type { FileState, Snapshot } from "./scanner.ts";
import { covers, type WatchTarget } from "./targets.ts";

export interface Change {
  /** Absolute. */
  readonly path: string;
  readonly kind: "added" | "changed" | "removed";
}

/** All files of some targets at one moment. */
export interface Sight {
  readonly targets: readonly WatchTarget[];
  readonly files: Snapshot;
}

const isCovered = ({ targets }: Sight, path: string) => targets.some((target) => covers(target, path));

/**
 * The changes from one sight to another. A file that was not looked at before counts when it changed after
 * `sinceMs`, the time from which on its new content may have been overlooked.
 */
export function changesBetween(before: Sight, after: Sight, sinceMs: number): readonly Change[] {
  const removed = [...before.files.keys()].filter((path) => !after.files.has(path) && isCovered(after, path));
  const others = [...after.files].flatMap(([path, state]): readonly Change[] => {
    const old = before.files.get(path);
    if (!old && isCovered(before, path)) return [{ path, kind: "added" }];
    return isChanged(old, state, sinceMs) ? [{ path, kind: "changed" }] : [];
  });
  return [...removed.map((path): Change => ({ path, kind: "removed" })), ...others];
}

function isChanged(old: FileState | undefined, state: FileState, sinceMs: number): boolean {
  if (state.signature === undefined) return false;
  if (old?.signature === undefined) return state.changedAtMs > sinceMs;
  return old.signature !== state.signature;
}

/** The change that two in a row amount to. */
export function joined(first: Change | undefined, second: Change): Change {
  return first && first.kind !== second.kind && second.kind !== "removed" ? { ...second, kind: "changed" } : second;
}

/** Larger files are taken to have changed. */
const LARGEST_COMPARED_BYTES = 8 * 1024 * 1024;

async function hashOf(path: string): Promise<string | undefined> {
  try {
    const { size } = await stat(path);
    return size > LARGEST_COMPARED_BYTES
      ? undefined
      : createHash("sha256")
          .update(await readFile(path))
          .digest("base64");
  } catch {
    return undefined;
  }
}

/** Contents of files, as far as they changed before: what is saved without a change is none. */
export class Contents {
  readonly #hashes = new Map<string, string>();

  /** Remembers what the file holds now, and resolves with whether that is what was remembered. */
  async isSame(path: string): Promise<boolean> {
    const hash = await hashOf(path);
    const isSame = hash !== undefined && this.#hashes.get(path) === hash;
    if (hash === undefined) this.#hashes.delete(path);
    else this.#hashes.set(path, hash);
    return isSame;
  }
}
