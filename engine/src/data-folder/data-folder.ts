import { mkdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, UserError } from "../kernel/errors.ts";
import type { Recorder } from "../kernel/journal.ts";
import type { Kept } from "../kernel/kept.ts";
import { lockFolder } from "./folder-lock.ts";
import { openKeptLog } from "./kept-log.ts";

/** A folder that belongs to this engine alone until disposed. */
export interface DataFolder extends AsyncDisposable {
  /** Its real path, whatever links led there. */
  readonly path: string;
  readonly kept: Kept;
}

/** Makes the folder unless it is there. Rejects with a `UserError` when another engine has it, or it cannot be used. */
export async function openDataFolder(directory: string, journal: Recorder): Promise<DataFolder> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    return await open(await realpath(directory), journal);
  } catch (error) {
    // What the system refuses is for the user to mend; anything else is a defect.
    if (!(error instanceof Error && "syscall" in error)) throw error;
    throw new UserError(`The data folder ${directory} cannot be used: ${messageOf(error)}`, { cause: error });
  }
}

async function open(path: string, journal: Recorder): Promise<DataFolder> {
  const lock = lockFolder(path);
  try {
    const log = await openKeptLog(join(path, "services.log"), journal);
    return {
      path,
      kept: log,
      async [Symbol.asyncDispose]() {
        await log[Symbol.asyncDispose]();
        lock[Symbol.dispose]();
      },
    };
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
}
