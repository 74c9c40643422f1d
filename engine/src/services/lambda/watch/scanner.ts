import { realpathSync } from "node:fs";
import { lstat, readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { FolderWatchers } from "./folder-watchers.ts";
import { createLookups } from "./lookups.ts";
import { isBelow, isIgnoredName, type WatchTarget } from "./targets.ts";

/** The look of a file. */
export interface FileState {
  /** Differs after any change of the file's content or place; undefined where only its name is watched. */
  readonly signature: string | undefined;
  /** The time at which it last changed in any way, by the system's clock. */
  readonly changedAtMs: number;
}

export type Snapshot = ReadonlyMap<string, FileState>;

interface Entry {
  readonly path: string;
  readonly type: "file" | "folder" | "link";
}

interface Listing {
  readonly entries: readonly Entry[];
  readonly files: ReadonlyMap<string, FileState>;
}

/** The walk through one target. */
interface Walk {
  readonly files: Map<string, FileState>;
  readonly rootReal: string;
  /** Real paths of the folders outside of it that links led to. */
  readonly visited: Set<string>;
}

export interface ScannerOptions {
  readonly watchers: FolderWatchers;
  /** Folders around this one are not watched: others work in them too. */
  readonly baseDir: string;
  /** Left alone wherever they are: what the engine writes itself. */
  readonly ignoredPaths: readonly string[];
}

const NAME_ONLY: FileState = { signature: undefined, changedAtMs: 0 };

async function stateOf(path: string, look = stat): Promise<FileState | undefined> {
  const found = await look(path).catch(() => undefined);
  if (!found) return undefined;
  const { size, mtimeMs, ctimeMs, birthtimeMs, ino } = found;
  // A folder's other times say what is in it, which is not asked here.
  if (found.isDirectory()) return { signature: `folder ${ino}:${birthtimeMs}`, changedAtMs: 0 };
  return { signature: `${size}:${mtimeMs}:${ctimeMs}:${ino}`, changedAtMs: ctimeMs };
}

const isFolder = ({ signature }: FileState) => signature?.startsWith("folder") === true;

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** Looks at what targets consist of, and has watched all that may change it. Each folder is watched, then read. */
export class Scanner {
  readonly #options: ScannerOptions;
  #listings = new Map<string, Listing>();
  #next = new Map<string, Listing>();
  #hasArmed = false;
  #lookupsOf = createLookups();

  constructor(options: ScannerOptions) {
    this.#options = options;
  }

  /**
   * Resolves with all files of the targets. Reads again the folders that are `dirty`, and takes the others as they
   * were, unless their watch is new; `hasArmed` tells of new ones.
   */
  async scan(
    targets: readonly WatchTarget[],
    dirty: ReadonlySet<string> | "all",
  ): Promise<{ readonly files: Snapshot; readonly hasArmed: boolean }> {
    const { watchers } = this.#options;
    this.#hasArmed = false;
    this.#next = new Map();
    this.#lookupsOf = createLookups();
    watchers.beginScan();
    for (const { path } of targets) this.#watchWayTo(path);
    if (dirty === "all") this.#listings.clear();
    else for (const folder of [...dirty, ...watchers.unwatchable]) this.#listings.delete(folder);
    const found = await Promise.all(targets.map((target) => this.#filesOf(target)));
    watchers.endScan();
    this.#listings = this.#next;
    const files = new Map<string, FileState>();
    for (const [path, state] of found.flatMap((each) => [...each]))
      if (state.signature !== undefined || !files.has(path)) files.set(path, state);
    return { files, hasArmed: this.#hasArmed };
  }

  /** Watches the names by which a path is found. */
  #watchWayTo(path: string): void {
    const { baseDir } = this.#options;
    const lookups = this.#lookupsOf(path);
    lookups.forEach(({ folder, name }, index) => {
      const isAround = folder !== baseDir && isBelow(folder, baseDir);
      const isNeeded = index === lookups.length - 1 || folder === dirname(path);
      if (!isAround || isNeeded) this.#arm(folder, name);
    });
  }

  #arm(folder: string, name?: string): boolean {
    const isNew = this.#options.watchers.arm(folder, name);
    if (isNew) this.#hasArmed = true;
    return isNew;
  }

  async #filesOf({ path, extent }: WatchTarget): Promise<ReadonlyMap<string, FileState>> {
    const files = new Map<string, FileState>();
    if (extent === "names" || extent === "packages") {
      const { entries } = await this.#list(path, { names: true });
      const states = await Promise.all(
        entries.map((entry) => (extent === "packages" ? stateOf(entry.path) : NAME_ONLY)),
      );
      return new Map(entries.map((entry, index) => [entry.path, states[index] ?? NAME_ONLY]));
    }
    const state = await stateOf(path);
    if (extent === "tree" && (!state || isFolder(state)))
      await this.#walk(path, { files, rootReal: realPath(path), visited: new Set() });
    else if (state) files.set(path, state);
    return files;
  }

  async #walk(folder: string, walk: Walk): Promise<void> {
    const { entries, files } = await this.#list(folder);
    for (const [path, state] of files) walk.files.set(path, state);
    await Promise.all(
      entries.map(({ path, type }) => {
        if (type === "folder") return this.#walk(path, walk);
        return type === "link" ? this.#follow(path, walk) : undefined;
      }),
    );
  }

  /** Looks at the target of a link, which changes without its folder's being told. */
  async #follow(path: string, walk: Walk): Promise<void> {
    this.#watchWayTo(path);
    const target = await stat(path).catch(() => undefined);
    if (!target?.isDirectory()) {
      const state = await stateOf(path);
      if (state) walk.files.set(path, state);
      return;
    }
    const real = realPath(path);
    if (isBelow(walk.rootReal, real) || isBelow(real, walk.rootReal) || walk.visited.has(real)) return;
    walk.visited.add(real);
    await this.#walk(path, walk);
  }

  async #list(folder: string, { names = false } = {}): Promise<Listing> {
    const isNew = this.#arm(folder);
    const key = names ? `names of ${folder}` : folder;
    const known = this.#next.get(key) ?? (isNew || names ? undefined : this.#listings.get(folder));
    const listing = known ?? (await this.#read(folder, names));
    this.#next.set(key, listing);
    return listing;
  }

  async #read(folder: string, names: boolean): Promise<Listing> {
    const found = await readdir(folder, { withFileTypes: true }).catch(() => []);
    const entries = found.flatMap((entry): readonly Entry[] => {
      const path = join(folder, entry.name);
      if (isIgnoredName(entry.name) || this.#options.ignoredPaths.includes(path)) return [];
      return [{ path, type: entry.isDirectory() ? "folder" : entry.isSymbolicLink() ? "link" : "file" }];
    });
    if (names) return { entries, files: new Map() };
    const paths = entries.filter(({ type }) => type === "file").map(({ path }) => path);
    const states = await Promise.all(paths.map((path) => stateOf(path, lstat)));
    const files = new Map(paths.flatMap((path, index) => (states[index] ? [[path, states[index]] as const] : [])));
    return { entries, files };
  }
}
