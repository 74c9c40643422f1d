import { messageOf, ServiceError } from "../kernel/errors.ts";
import type { Recorder } from "../kernel/journal.ts";
import type { Kept } from "../kernel/kept.ts";
import { openLogFile } from "./log-file.ts";
import { Shelves } from "./shelves.ts";

export interface KeptLog extends Kept, AsyncDisposable {}

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Keeps shelves in a log file. Changes that come while others are being written are written together. */
export async function openKeptLog(path: string, journal: Recorder): Promise<KeptLog> {
  const shelves = new Shelves(() => void commit());
  const file = await openLogFile(path, (record) => shelves.apply(record));
  const { droppedBytes } = file;
  if (droppedBytes > 0) journal.record("data", "dropped", { file: path, bytes: droppedBytes });
  let running: Promise<void> = Promise.resolve();
  /** The commit that has not begun yet, and takes everything up to its beginning. */
  let next: Promise<void> | undefined;
  let failing = false;

  function commit(): Promise<void> {
    next ??= begin();
    // Whoever needs to know asks for it by `settled`.
    next.catch(() => undefined);
    return next;
  }

  async function begin(): Promise<void> {
    await running.catch(() => undefined);
    // A turn of its own: what is being done has been done as a whole by then.
    await nextTurn();
    next = undefined;
    running = write();
    await running;
  }

  async function write(): Promise<void> {
    if (!shelves.changed) return;
    const changes = shelves.take();
    try {
      await (file.isLong ? file.rewrite(shelves.all()) : file.append(shelves.records(changes)));
      failing = false;
    } catch (error) {
      shelves.giveBack(changes);
      if (!failing) journal.record("data", "write-failed", { file: path, message: messageOf(error) });
      failing = true;
      throw notKept(path, error);
    }
  }

  return {
    shelf: (name) => shelves.shelf(name),
    settled: () => next ?? (shelves.changed ? commit() : running),
    get failing() {
      return failing;
    },
    async [Symbol.asyncDispose]() {
      await commit().catch(() => undefined);
      await file[Symbol.asyncDispose]();
    },
  };
}

/** SDKs repeat what a service cannot do for now. */
const notKept = (path: string, error: unknown) =>
  new ServiceError("ServiceUnavailable", `Nothing can be kept in ${path} for now: ${messageOf(error)}`, {
    status: 503,
  });
