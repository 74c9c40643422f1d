import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { messageOf } from "../../../kernel/errors.ts";
import { NPM_CACHE_OPTIONS, npmErrorCode } from "../../../kernel/machine/npm.ts";
import { makeFolder } from "../../../kernel/machine/output.ts";
import { parseJson } from "../../../kernel/parse-json.ts";
import { fileTimeMs } from "../build/file-time.ts";
import type { RunCommand } from "../build/run-command.ts";
import { isSdkPackage, SDK_AS_OF } from "./sdk-packages.ts";

const MANIFEST = "package.json";

const manifestSchema = z.object({ dependencies: z.record(z.string(), z.string()) });

/** Nothing of a project is read. */
const NPM_INSTALL = [
  "install",
  `--before=${SDK_AS_OF}`,
  "--prefer-offline",
  "--fetch-timeout=30000",
  ...NPM_CACHE_OPTIONS,
];

/** npm's codes for a package that the registry does not have, or had not on that day. */
const UNKNOWN_PACKAGE = /\b(?:E404|ETARGET|ENOVERSIONS)\b/;

const HASH_CHARACTERS = 16;

/** A set of this release that is whole; beside it lie others, and those that are being made. */
const SET_NAME = new RegExp(`^${SDK_AS_OF}-[0-9a-f]{${HASH_CHARACTERS}}$`);

/** Sets that nobody has used for so long make room when another one is made. */
const KEPT_DAYS = 60;
const MS_PER_DAY = 86_400_000;
const MS_PER_SECOND = 1_000;

/** A set of packages that were installed together. */
interface SdkSet {
  readonly folder: string;
  readonly names: readonly string[];
}

/** The outcome of asking for packages. */
export interface Fetched {
  /** A folder with a `node_modules` that holds them; none when there is nothing of them. */
  readonly folder: string | undefined;
  /** Those of the wanted packages that it lacks, and the reason. */
  readonly missing: readonly string[];
  readonly reason: string;
}

export interface SdkCacheOptions {
  /** The user's own, for all projects and engines. */
  readonly cacheDir: string;
  readonly run: RunCommand;
}

/**
 * The packages that Lambda's runtimes bring, for all of one user's projects. A set is written whole or not at all, under a
 * name that its content gives, and never changed: any number of engines read and make them at once.
 */
export class SdkCache {
  readonly folder: string;
  readonly #run: RunCommand;

  constructor({ cacheDir, run }: SdkCacheOptions) {
    this.folder = join(cacheDir, "runtime-sdk");
    this.#run = run;
  }

  /** A folder that holds all of `names` already. */
  async find(names: readonly string[]): Promise<string | undefined> {
    const sets = await this.#sets();
    const folder = sets.find((set) => names.every((name) => set.names.includes(name)))?.folder;
    if (folder !== undefined) await markUsed(folder);
    return folder;
  }

  /** Fetches packages into one folder, together with those of earlier times, so that it serves all projects. */
  async fetch(wanted: readonly string[]): Promise<Fetched> {
    const sets = await this.#sets();
    // Version 2 is large, and shares nothing with version 3.
    const earlier = sets.flatMap(({ names }) => names).filter((name) => name !== "aws-sdk");
    const { folder, missing, reason } = await this.#install(wanted, earlier);
    if (folder !== undefined) return { folder, missing, reason };
    // Without a network there may still be a part of them.
    const best = sets.map((set) => ({ ...set, lacks: wanted.filter((name) => !set.names.includes(name)) }));
    const [first] = best.sort((one, other) => one.lacks.length - other.lacks.length);
    if (!first || first.lacks.length === wanted.length) return { folder: undefined, missing: wanted, reason };
    return { folder: first.folder, missing: first.lacks, reason };
  }

  /** Installs all that the registry has. */
  async #install(wanted: readonly string[], earlier: readonly string[]): Promise<Fetched> {
    const names = [...new Set([...wanted, ...earlier])].filter(isSdkPackage).sort();
    const folder = join(this.folder, `${SDK_AS_OF}-${hashOf(names)}`);
    try {
      await removeBroken(folder, names);
      await makeFolder(folder, (draft) => this.#runNpm(draft, names));
      await this.#removeUnused();
      return { folder, missing: [], reason: "" };
    } catch (error) {
      const unknown = unknownPackages(messageOf(error), names);
      const known = wanted.filter((name) => !unknown.includes(name));
      if (unknown.length === 0 || known.length === 0)
        return { folder: undefined, missing: wanted, reason: reasonOf(error) };
      const rest = await this.#install(
        known,
        earlier.filter((name) => !unknown.includes(name)),
      );
      const missing = wanted.filter((name) => unknown.includes(name) || rest.missing.includes(name));
      return { ...rest, missing, reason: rest.reason || reasonOf(error) };
    }
  }

  async #runNpm(draft: string, names: readonly string[]): Promise<void> {
    const dependencies = Object.fromEntries(names.map((name) => [name, "*"]));
    await writeFile(join(draft, MANIFEST), `${JSON.stringify({ private: true, dependencies }, undefined, 2)}\n`);
    await this.#run("npm", NPM_INSTALL, draft);
  }

  async #sets(): Promise<readonly SdkSet[]> {
    const entries = await readdir(this.folder).catch(() => []);
    const folders = entries.filter((name) => SET_NAME.test(name)).map((name) => join(this.folder, name));
    return Promise.all(folders.map(async (folder) => ({ folder, names: await namesIn(folder) })));
  }

  /** Whatever is left here by an engine that was killed, too. */
  async #removeUnused(): Promise<void> {
    const entries = await readdir(this.folder).catch(() => []);
    const nowMs = await fileTimeMs();
    const removals = entries.map(async (name) => {
      const folder = join(this.folder, name);
      const { mtimeMs } = await stat(folder);
      if (nowMs - mtimeMs > KEPT_DAYS * MS_PER_DAY) await rm(folder, { recursive: true, force: true });
    });
    await Promise.allSettled(removals);
  }
}

/** Makes room for a set of which somebody has deleted a part. */
async function removeBroken(folder: string, names: readonly string[]): Promise<void> {
  if (existsSync(folder) && (await namesIn(folder)).length < names.length) await rm(folder, { recursive: true });
}

const hashOf = (names: readonly string[]) =>
  createHash("sha256").update(names.join("\n")).digest("hex").slice(0, HASH_CHARACTERS);

/** The packages of a set, as far as they are still there: a user may delete anything in a cache. */
async function namesIn(folder: string): Promise<readonly string[]> {
  const text = await readFile(join(folder, MANIFEST), "utf8").catch(() => "");
  const manifest = manifestSchema.safeParse(parseJson(text));
  const names = Object.keys(manifest.success ? manifest.data.dependencies : {});
  return names.filter((name) => isSdkPackage(name) && existsSync(join(folder, "node_modules", name, MANIFEST)));
}

async function markUsed(folder: string): Promise<void> {
  const seconds = (await fileTimeMs()) / MS_PER_SECOND;
  // A cache that somebody else fills may be read all the same.
  await utimes(folder, seconds, seconds).catch(() => {});
}

function unknownPackages(output: string, names: readonly string[]): readonly string[] {
  if (!UNKNOWN_PACKAGE.test(output)) return [];
  return names.filter((name) => new RegExp(`(?<![\\w@/-])${name.replaceAll(".", "\\.")}(?![\\w%/.-])`).test(output));
}

function reasonOf(error: unknown): string {
  const message = messageOf(error);
  const code = npmErrorCode(message);
  return code === undefined ? (message.split("\n")[0] ?? message) : `npm: ${code}`;
}
