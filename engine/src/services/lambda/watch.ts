import { relative, sep } from "node:path";
import type { Clock } from "../../kernel/clock.ts";

export interface WatchOptions {
  /** Files and folders; asked again after each change, since code may have come to need others. */
  readonly paths: () => readonly string[];
  /** Left alone wherever it is: what the engine writes itself. */
  readonly cacheDir: string;
  readonly clock: Clock;
  /** Called with absolute paths, and not again before it is done. Must not reject. */
  readonly onChange: (files: readonly string[]) => Promise<void>;
  readonly onReady: () => void;
}

/** Editors save in several steps; what changes within this time is one change. */
const SETTLE_MS = 50;

const IGNORED_FOLDERS: readonly string[] = ["node_modules", ".git", ".aws-sam"];

/** Whether a path below `root` is not a source; a root inside such a folder is none of it. */
function isIgnoredBelow(root: string, path: string): boolean {
  const parts = relative(root, path).split(sep);
  return parts[0] === ".." || parts.some((part) => IGNORED_FOLDERS.includes(part));
}

/** Watches source folders until disposed. */
export async function watchSources(options: WatchOptions): Promise<AsyncDisposable> {
  // Loaded late: nothing of it is needed to become ready.
  const { watch } = await import("chokidar");
  const roots = [...options.paths()];
  const watcher = watch(roots, {
    ignoreInitial: true,
    ignored: (path) => path.startsWith(options.cacheDir) || roots.every((root) => isIgnoredBelow(root, path)),
  });
  const settled = settleChanges(options, () => {
    const added = options.paths().filter((path) => !roots.includes(path));
    roots.push(...added);
    watcher.add(added);
  });
  watcher.on("ready", options.onReady);
  watcher.on("all", (_event, path) => settled.add(path));
  return {
    async [Symbol.asyncDispose]() {
      settled[Symbol.dispose]();
      await watcher.close();
    },
  };
}

/** Gathers changed files until there is a pause, and works on one set of them at a time. */
function settleChanges({ clock, onChange }: WatchOptions, onDone: () => void) {
  const changed = new Set<string>();
  let timer: Disposable | undefined;
  let working = false;

  async function apply(): Promise<void> {
    if (working) return settleLater();
    working = true;
    const files = [...changed];
    changed.clear();
    await onChange(files);
    onDone();
    working = false;
  }

  function settleLater(): void {
    timer?.[Symbol.dispose]();
    timer = clock.after(SETTLE_MS, () => void apply());
  }

  return {
    add(path: string) {
      changed.add(path);
      settleLater();
    },
    [Symbol.dispose]: () => timer?.[Symbol.dispose](),
  };
}
