import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { UserError } from "../../../kernel/errors.ts";
import { identityOf, isRunning, type ProcessIdentity } from "../../../kernel/process-identity.ts";

/** A store whose engine was killed is killed by its guard within milliseconds. */
const PATIENCE_MS = 10_000;

const POLL_MS = 10;

/** Keeps beside a database file which store has opened it: the next engine does not open it as long as that lives. */
export interface DatabaseOwner {
  /** Resolves once the store that had the file is gone. Rejects with a `UserError` when it stays. */
  gone(): Promise<void>;
  is(pid: number | undefined): void;
}

export function ownerOf(database: string): DatabaseOwner {
  const file = `${database}.pid`;
  return {
    async gone() {
      const owner = read(file);
      if (!owner) return;
      const patience = AbortSignal.timeout(PATIENCE_MS);
      while (isRunning(owner)) {
        if (patience.aborted)
          throw new UserError(`A DynamoDB store of an earlier engine, process ${owner.pid}, still uses ${database}.`, {
            hint: "End that process first.",
          });
        await pause(POLL_MS);
      }
    },
    is(pid) {
      if (pid === undefined) return;
      try {
        writeFileSync(file, JSON.stringify(identityOf(pid)), { mode: 0o600 });
      } catch {
        // Where nothing can be written the store says so itself; and its guard ends it without this file.
      }
    },
  };
}

/** The owner; undefined for no file, or half of one, whose writer was killed right after it started the store. */
function read(file: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as ProcessIdentity;
  } catch {
    return undefined;
  }
}
