import { type FSWatcher, statSync, watch } from "node:fs";
import { basename, join } from "node:path";
import { isIgnoredName } from "./targets.ts";

export interface FolderWatchersOptions {
  /** Something may have changed in `folder`. */
  readonly onHint: (folder: string) => void;
  /** The system refuses to watch `folder`; told once. */
  readonly onUnwatchable: (folder: string, error: unknown) => void;
  /** Default: the system's. */
  readonly watchFolder?: WatchFolder;
}

export type WatchFolder = (folder: string, listener: (event: string, name: string | null) => void) => FSWatcher;

interface Handle {
  readonly watcher: FSWatcher;
  readonly identity: string | undefined;
  /** Names that count besides those of `all`, which leaves out what is no source. */
  readonly names: Set<string>;
  all: boolean;
  /** The path may mean another folder by now. */
  isDoubtful: boolean;
  lastScan: number;
}

/** The identity of the folder that a path means; one that was deleted and made again has another. */
function identityOf(folder: string): string | undefined {
  const stat = statSync(folder, { throwIfNoEntry: false });
  return stat?.isDirectory() ? `${stat.dev}:${stat.ino}:${stat.birthtimeMs}` : undefined;
}

const isMissing = (error: unknown) => ["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "");

/**
 * Watches folders one by one, none with what is below it: so that the watch of each can be renewed when its folder is.
 * What the system tells is a hint where to look, never what happened there.
 */
export class FolderWatchers implements Disposable {
  readonly #options: FolderWatchersOptions;
  readonly #handles = new Map<string, Handle>();
  readonly #unwatchable = new Set<string>();
  #scan = 0;
  #disposed = false;

  constructor(options: FolderWatchersOptions) {
    this.#options = options;
  }

  /** Folders whose changes are not told, so that somebody has to look. */
  get unwatchable(): ReadonlySet<string> {
    return this.#unwatchable;
  }

  beginScan(): void {
    this.#scan++;
  }

  /** Closes the watches of folders that the scan did not ask for. */
  endScan(): void {
    for (const [folder, { lastScan }] of this.#handles) if (lastScan !== this.#scan) this.#close(folder);
  }

  /**
   * Watches `folder`, or one name in it only. Returns true when that was not so before: what happened in it until now
   * was not told.
   */
  arm(folder: string, name?: string): boolean {
    const known = this.#handles.get(folder);
    const isSame = known && !known.isDoubtful && this.#isSameFolder(folder, known);
    const handle = isSame ? known : this.#renew(folder, known);
    if (!handle) return false;
    handle.lastScan = this.#scan;
    const isWider = name === undefined ? !handle.all : !handle.names.has(name);
    if (name === undefined) handle.all = true;
    else handle.names.add(name);
    return !isSame || isWider;
  }

  /** Looks once in a scan: what happens to the folder after that, its own watch tells. */
  #isSameFolder(folder: string, { identity, lastScan }: Handle): boolean {
    return lastScan === this.#scan || identity === identityOf(folder);
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    for (const folder of [...this.#handles.keys()]) this.#close(folder);
  }

  #renew(folder: string, known: Handle | undefined): Handle | undefined {
    this.#close(folder);
    if (this.#disposed) return undefined;
    try {
      const { watchFolder = watch } = this.#options;
      const watcher = watchFolder(folder, (event, name) => this.#hear(folder, event, name));
      watcher.on("error", () => this.#doubt(folder));
      const handle: Handle = {
        watcher,
        // Looked up afterwards: a folder that is exchanged in between says so itself.
        identity: identityOf(folder),
        names: known?.names ?? new Set(),
        all: known?.all ?? false,
        isDoubtful: false,
        lastScan: this.#scan,
      };
      this.#handles.set(folder, handle);
      this.#unwatchable.delete(folder);
      return handle;
    } catch (error) {
      if (!isMissing(error)) this.#giveUp(folder, error);
      return undefined;
    }
  }

  #giveUp(folder: string, error: unknown): void {
    const isKnown = this.#unwatchable.has(folder);
    this.#unwatchable.add(folder);
    if (!isKnown) this.#options.onUnwatchable(folder, error);
  }

  #hear(folder: string, event: string, name: string | null): void {
    const handle = this.#handles.get(folder);
    if (!handle) return;
    // Its own name: the folder itself was moved or deleted, unless an entry of it has the same name.
    if (name === null || name === basename(folder)) handle.isDoubtful = true;
    if (name !== null && event === "rename") this.#doubt(join(folder, name));
    const counts = name === null || name === basename(folder) || handle.names.has(name);
    if (counts || (handle.all && !isIgnoredName(name))) this.#options.onHint(folder);
  }

  #doubt(folder: string): void {
    const handle = this.#handles.get(folder);
    if (!handle) return;
    handle.isDoubtful = true;
    this.#options.onHint(folder);
  }

  #close(folder: string): void {
    this.#handles.get(folder)?.watcher.close();
    this.#handles.delete(folder);
  }
}
