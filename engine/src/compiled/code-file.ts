import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { cachedDataVersionTag } from "node:v8";
import { Script } from "node:vm";
import { crc32 } from "node:zlib";

export interface CodeFileOptions {
  /** The folder for what V8 has compiled; undefined: nothing is read from there or kept. */
  readonly folder: string | undefined;
  /** The purpose of the run: for another one V8 compiles other functions of it. */
  readonly use: string;
}

/** A CommonJS file that was run. */
export interface CodeFile {
  readonly exports: unknown;
  /** Keeps what V8 has compiled of it so far for the processes to come, unless that is what it was run from. */
  keep(): void;
}

/** Several versions of Node.js, a few builds, and the uses of each. */
const KEPT_FILES = 12;

const CHECKSUM_BYTES = 4;

/**
 * Runs a CommonJS file from what V8 has compiled of it before. What is damaged is compiled again. The file has ASCII
 * characters only, and no `import()`, for which Node.js has a warning in scripts that are run so.
 */
export function runCodeFile(path: string, { folder, use }: CodeFileOptions): CodeFile {
  // Each other encoding takes five times as long.
  const source = readFileSync(path, "latin1");
  const kept = folder === undefined ? undefined : join(folder, nameOf(path, source, use));
  const script = new Script(`(function (exports, require, module, __filename, __dirname) { ${source}\n})`, {
    filename: path,
    cachedData: kept === undefined ? undefined : readKept(kept),
  });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(path), module, path, dirname(path));
  let isKept = script.cachedDataRejected === false;
  return {
    exports: module.exports,
    keep() {
      if (kept === undefined || isKept) return;
      isKept = true;
      write(kept, script.createCachedData());
    },
  };
}

/** V8 looks at nothing of the source but its length; npm gives the files of all versions one time. */
function nameOf(path: string, source: string, use: string): string {
  const [contents = ""] = source.split("\n", 1);
  const parts = [path, statSync(path).mtimeMs, contents, use, process.version, cachedDataVersionTag()];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}

function readKept(file: string): Buffer | undefined {
  try {
    const bytes = readFileSync(file);
    const end = bytes.length - CHECKSUM_BYTES;
    const data = bytes.subarray(0, end);
    return bytes.readUInt32LE(end) === crc32(data) ? data : undefined;
  } catch {
    return undefined;
  }
}

/** Whole or not at all, and without a word where it cannot be: the next process compiles, too. */
function write(file: string, data: Buffer): void {
  const checksum = Buffer.alloc(CHECKSUM_BYTES);
  checksum.writeUInt32LE(crc32(data));
  const draft = `${file}-${randomUUID()}`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(draft, Buffer.concat([data, checksum]), { mode: 0o600 });
    renameSync(draft, file);
    removeOldest(dirname(file));
  } catch {
    // What a full disk has cut goes with the oldest.
  }
}

function removeOldest(folder: string): void {
  const files = readdirSync(folder).map((name) => join(folder, name));
  if (files.length <= KEPT_FILES) return;
  const timeOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const oldest = files.sort((one, other) => timeOf(other) - timeOf(one)).slice(KEPT_FILES);
  for (const file of oldest) rmSync(file, { recursive: true, force: true });
}
