import type { Clock } from "../../../kernel/clock.ts";
import { fileTimeMs } from "../build/file-time.ts";
import { type Change, Contents, changesBetween, joined, type Sight } from "./changes.ts";
import { FolderWatchers, type WatchFolder } from "./folder-watchers.ts";
import { Scanner } from "./scanner.ts";
import type { WatchTarget } from "./targets.ts";

export interface WatchOptions {
  /** Gives the places to watch. Asked again after each change, since code may have come to need others. */
  readonly targets: () => readonly WatchTarget[];
  /** The template's folder. */
  readonly baseDir: string;
  /** Left alone wherever they are: what the engine writes itself. */
  readonly ignoredPaths: readonly string[];
  readonly clock: Clock;
  /** The time from which on a change may be unknown to what runs, by the clock of files. */
  readonly sinceMs: number;
  /** Called once there is a pause, and not again before it is done. Must not reject. */
  readonly onChange: (changes: readonly Change[]) => Promise<void>;
  readonly onReady: () => void;
  /** `place` cannot be watched, so that it is looked at from time to time. */
  readonly onUnwatchable: (place: string, error: unknown) => void;
  /** Default: the system's. */
  readonly watchFolder?: WatchFolder;
}

/** Editors save in several steps; what changes within this time is one change. */
const SETTLE_MS = 50;

/** A folder that is written to all the time has changed too. */
const LONGEST_SETTLE_MS = 2_000;

/**
 * A look at everything, after each change and each new watch: systems begin to tell of a folder some time after they
 * were asked to, and drop what they have to tell when it is too much.
 */
const SECOND_LOOK_MS = 1_000;

/** Watches sources until disposed. Never trusts what the system tells of a change: compares what is there with what was. */
export function watchSources(options: WatchOptions): Disposable {
  const watch = new SourceWatch(options);
  void watch.start();
  return watch;
}

class SourceWatch implements Disposable {
  readonly #options: WatchOptions;
  readonly #watchers: FolderWatchers;
  readonly #scanner: Scanner;
  readonly #contents = new Contents();
  #sight: Sight = { targets: [], files: new Map() };
  /** Folders in which something may have changed. */
  #dirty = new Set<string>();
  #mustLookAtAll = false;
  /** Changes that nobody was told of yet, by path. */
  #pending = new Map<string, Change>();
  #settling: Disposable | undefined;
  #settlesSinceMs: number | undefined;
  #secondLook: Disposable | undefined;
  /** The first look is work too. */
  #isWorking = true;
  #isDisposed = false;

  constructor(options: WatchOptions) {
    const { baseDir, ignoredPaths, onUnwatchable, watchFolder } = options;
    this.#options = options;
    const onHint = (folder: string) => this.#onHint(folder);
    this.#watchers = new FolderWatchers({ onHint, onUnwatchable, ...(watchFolder && { watchFolder }) });
    this.#scanner = new Scanner({ watchers: this.#watchers, baseDir, ignoredPaths });
  }

  async start(): Promise<void> {
    await this.#attempt(() => this.#look({ sinceMs: this.#options.sinceMs }));
    if (!this.#isDisposed) this.#options.onReady();
    this.#rest();
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    this.#settling?.[Symbol.dispose]();
    this.#secondLook?.[Symbol.dispose]();
    this.#watchers[Symbol.dispose]();
  }

  #onHint(folder: string): void {
    this.#dirty.add(folder);
    this.#settle();
  }

  #settle(): void {
    if (this.#isDisposed) return;
    const { clock } = this.#options;
    this.#settling?.[Symbol.dispose]();
    this.#settlesSinceMs ??= clock.now();
    const leftMs = Math.max(0, this.#settlesSinceMs + LONGEST_SETTLE_MS - clock.now());
    this.#settling = clock.after(Math.min(SETTLE_MS, leftMs), () => void this.#work());
  }

  async #work(): Promise<void> {
    // What is heard meanwhile is looked at afterwards.
    if (this.#isWorking) return;
    this.#isWorking = true;
    await this.#attempt(async () => {
      await this.#look({ mayBeUnchanged: true });
      if (this.#pending.size > 0) await this.#tell();
    });
    this.#rest();
  }

  #rest(): void {
    this.#isWorking = false;
    this.#settlesSinceMs = undefined;
    // What changed meanwhile may not be all of it.
    if (this.#pending.size > 0 || this.#dirty.size > 0 || this.#mustLookAtAll) this.#settle();
  }

  async #attempt(task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      this.#options.onUnwatchable(this.#options.baseDir, error);
      this.#lookAgain();
    }
  }

  async #tell(): Promise<void> {
    const changes = [...this.#pending.values()];
    this.#pending.clear();
    const sinceMs = await fileTimeMs();
    await this.#options.onChange(changes);
    await this.#look({ sinceMs });
  }

  /** Compares what is there with what was. */
  async #look({ sinceMs = Number.POSITIVE_INFINITY, mayBeUnchanged = false }): Promise<void> {
    if (this.#isDisposed) return;
    const before = this.#sight;
    const targets = this.#options.targets();
    const dirty = this.#mustLookAtAll ? "all" : this.#dirty;
    this.#dirty = new Set();
    this.#mustLookAtAll = false;
    const { files, hasArmed } = await this.#scanner.scan(targets, dirty);
    this.#sight = { targets, files };
    const changes = changesBetween(before, this.#sight, sinceMs);
    for (const change of changes) {
      const isSame = change.kind !== "removed" && (await this.#contents.isSame(change.path));
      if (isSame && mayBeUnchanged && change.kind === "changed" && !this.#pending.has(change.path)) continue;
      this.#pending.set(change.path, joined(this.#pending.get(change.path), change));
    }
    if (hasArmed || changes.length > 0 || this.#watchers.unwatchable.size > 0) this.#lookAgain();
  }

  #lookAgain(): void {
    if (this.#isDisposed) return;
    this.#secondLook?.[Symbol.dispose]();
    this.#secondLook = this.#options.clock.after(SECOND_LOOK_MS, () => {
      this.#mustLookAtAll = true;
      this.#settle();
    });
  }
}
