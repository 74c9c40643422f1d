import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { UserError } from "../../../kernel/errors.ts";
import { listNames } from "../../../kernel/words/list-names.ts";
import type { Files } from "./project.ts";

/** Names that may be in a folder before there is a project. */
const HARMLESS: ReadonlySet<string> = new Set([".git", ".DS_Store"]);

/** Names that are told before the rest is counted. */
const MOST_NAMES = 5;

/** Refuses a folder that has something in it. */
export function assertFree(folder: string): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (!found) return;
  if (!found.isDirectory()) throw new UserError(`${folder} is a file.`);
  const names = readdirSync(folder).filter((name) => !HARMLESS.has(name));
  if (names.length === 0) return;
  throw new UserError(`${folder} is not empty: it has ${listNames(names, MOST_NAMES)}.`, {
    hint: "Take another folder, or --force to write into this one; it lists what it overwrites.",
  });
}

/** A project that is being made in a folder within its own, so that it is there as a whole or not at all. */
export interface Staging extends Disposable {
  readonly path: string;
  /** Puts all that was made in its place, and tells the files that were overwritten. */
  finish(): readonly string[];
}

/** Begins a project. Disposing it before it is finished removes all that was made, its folder too. */
export function beginStaging(folder: string): Staging {
  const made = mkdirSync(folder, { recursive: true });
  const path = mkdtempSync(join(folder, ".portcullis-init-"));
  let finished = false;
  return {
    path,
    finish() {
      const overwritten = moveInto(folder, path);
      finished = true;
      rmSync(path, { recursive: true, force: true });
      return overwritten;
    },
    [Symbol.dispose]() {
      if (!finished) rmSync(made ?? path, { recursive: true, force: true });
    },
  };
}

/** Writes files below a folder. */
export function writeFiles(folder: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

interface Move {
  readonly from: string;
  readonly to: string;
  readonly overwrites: boolean;
}

/** Moves what is in one folder into another, and tells what it overwrote. Throws before it has moved anything. */
function moveInto(target: string, source: string): string[] {
  const moves = movesInto(target, source);
  for (const { from, to } of moves) renameSync(from, to);
  return moves.filter(({ overwrites }) => overwrites).map(({ to }) => to);
}

/** Moves of whole files and folders that only the source has, and of what is in folders that both have. */
function movesInto(target: string, source: string): Move[] {
  return readdirSync(source).flatMap((name) => {
    const [from, to] = [join(source, name), join(target, name)];
    const there = statSync(to, { throwIfNoEntry: false });
    const isFolder = statSync(from).isDirectory();
    if (!there) return [{ from, to, overwrites: false }];
    if (there.isDirectory() !== isFolder)
      throw new UserError(`${to} is in the way: it is a ${isFolder ? "file" : "folder"}.`);
    return isFolder ? movesInto(to, from) : [{ from, to, overwrites: true }];
  });
}
