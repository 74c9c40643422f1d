import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** An input that is kept, by its file's name. */
export interface Kept {
  readonly name: string;
  readonly input: Buffer;
}

const folder = join(dirname(fileURLToPath(import.meta.url)), "corpus");

export const corpusFolder = (target: string): string => join(folder, target);

/** The inputs that are kept for a target. */
export function readCorpus(target: string): readonly Kept[] {
  const own = corpusFolder(target);
  if (!existsSync(own)) return [];
  return readdirSync(own)
    .sort()
    .map((name) => ({ name, input: readFileSync(join(own, name)) }));
}

/** Keeps an input; returns its file. The name tells why it is kept, and what it holds. */
export function keep(target: string, why: "found" | "reached", input: Buffer): string {
  const name = `${why}-${createHash("sha256").update(input).digest("hex").slice(0, 10)}`;
  const file = join(corpusFolder(target), name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, input);
  return file;
}
