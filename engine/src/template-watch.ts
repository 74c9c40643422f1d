import type { Clock } from "./kernel/clock.ts";
import { formatLocation, messageOf, UserError } from "./kernel/errors.ts";
import type { Recorder } from "./kernel/journal.ts";
import { type WatchOptions, watchSources } from "./services/lambda/watch/watch.ts";
import { assertRunnable } from "./template/assert-runnable.ts";
import type { Stack } from "./template/model.ts";
import { changesOf } from "./template/stack/stack-changes.ts";
import type { Reload } from "./template-reload.ts";

export interface TemplateWatchOptions {
  /** The stack that runs. */
  readonly stack: Stack;
  readonly journal: Recorder;
  readonly clock: Clock;
  /** Takes over what can change while everything runs. */
  readonly reload: Reload;
  /** Told of the stack that runs from now on, at the places of the template that is there now. */
  adopt(stack: Stack): void;
  /** The places of what configures it, where there may be nothing. */
  readonly configuration: readonly string[];
  /** Reads the template again. */
  read(): Promise<Stack>;
  /** The time at which the running stack was read, by the clock of files. */
  readonly readAtMs: number;
}

/**
 * Tells in the journal what a change of the template, of a nested one, of an included file or of samconfig would change,
 * or which mistake it has. Functions take on a change of their code at once; as soon as anything else differs from what runs,
 * nothing is touched until a restart.
 */
export function watchTemplate({
  stack,
  journal,
  clock,
  reload,
  adopt,
  configuration,
  read,
  readAtMs,
}: TemplateWatchOptions): Disposable {
  let running = stack;
  // Files that a mistake keeps from being read count as well.
  const files = new Set([...stack.files, ...configuration]);
  const record = (data: object) => journal.record("engine", "template", { ...data });

  async function reread(changed: readonly string[]): Promise<void> {
    try {
      const next = await read();
      for (const file of next.files) files.add(file);
      assertRunnable(next);
      const changes = changesOf(running, next);
      const isReloaded = changes.length > 0 && (await reload(next, changes));
      if (isReloaded) running = next;
      if (isReloaded || changes.length === 0) adopt(next);
      record({ status: statusOf(changes, isReloaded), files: changed, changes });
    } catch (error) {
      const location = error instanceof UserError ? error.location : undefined;
      const place = location && { location: formatLocation(location) };
      record({ status: "mistaken", files: changed, message: messageOf(error), ...place });
    }
  }

  const statusOf = (changes: readonly unknown[], isReloaded: boolean) => {
    if (changes.length === 0) return "unchanged";
    return isReloaded ? "reloaded" : "changed";
  };

  const targets: WatchOptions["targets"] = () => [...files].map((path) => ({ path, extent: "file" }));
  return watchSources({
    targets,
    baseDir: stack.baseDir,
    ignoredPaths: [],
    clock,
    sinceMs: readAtMs,
    onChange: (changes) => reread(changes.map(({ path }) => path)),
    onReady: () => record({ status: "watched", files: [...files] }),
    onUnwatchable: (place, error) =>
      record({ status: "unwatchable", message: `${place} cannot be watched: ${messageOf(error)}` }),
  });
}
