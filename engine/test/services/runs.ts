import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type KeptLog, openKeptLog } from "../../src/data-folder/kept-log.ts";
import { type AdjustableClock, createClock } from "../../src/kernel/clock.ts";
import { createJournal } from "../../src/kernel/journal.ts";
import { STARTED_AT } from "./harness.ts";

/** Log and clock that one run of a service takes over from the runs before. */
export interface Run {
  readonly kept: KeptLog;
  readonly clock: AdjustableClock;
}

/** Runs of a service one after the other, over one log. */
export class Runs implements AsyncDisposable {
  readonly #folder: Promise<string>;
  readonly #left: AsyncDisposable[] = [];
  readonly #logs: AsyncDisposable[] = [];

  constructor() {
    this.#folder = mkdtemp(join(tmpdir(), "portcullis-runs-"));
  }

  /**
   * Starts the next one, `laterMs` after the first began. The run before is left as a kill leaves it: nothing is put
   * away, and only what was acknowledged is there.
   */
  async next<H extends AsyncDisposable>(start: (run: Run) => Promise<H>, laterMs = 0): Promise<H & Run> {
    const kept = await openKeptLog(join(await this.#folder, "services.log"), createJournal(Date.now));
    const clock = createClock(() => STARTED_AT + laterMs);
    const harness = await start({ kept, clock });
    await kept.settled();
    this.#left.push(harness);
    this.#logs.push(kept);
    return { ...harness, kept, clock };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const started of [...this.#left, ...this.#logs]) await started[Symbol.asyncDispose]();
    await rm(await this.#folder, { recursive: true });
  }
}
