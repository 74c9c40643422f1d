import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { Engine } from "../engine.ts";
import { UserError } from "../kernel/errors.ts";

export interface RunOptions {
  /** Starts an engine; a later one takes the port of the one before. */
  start(port?: number): Promise<Engine>;
  /** Rejects with a `UserError` when the template could not run now. */
  check(): Promise<void>;
  /** Tells a mistake that keeps the engine as it is. */
  onMistake(error: UserError): void;
  /** Called before an engine is stopped for the next one. */
  onRestart(): void;
  /** Nothing runs any more, and why. */
  onFailure(error: unknown): void;
  /** Lines of a person at a terminal; none is there otherwise. */
  readonly input: Readable | undefined;
}

export interface Running {
  /** Stops whatever runs, once. */
  stop(): Promise<void>;
}

const RESTART = "r";

/** Runs an engine, and a new one in its place whenever its user asks: the template is read again then. */
export async function runEngine({
  start,
  check,
  onMistake,
  onRestart,
  onFailure,
  input,
}: RunOptions): Promise<Running> {
  let engine = await start();
  let work: Promise<void> = Promise.resolve();
  let isStopping = false;
  const lines = input && createInterface({ input });

  async function restart(): Promise<void> {
    if (isStopping) return;
    try {
      await check();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return onMistake(error);
    }
    onRestart();
    const { port } = new URL(engine.endpoint);
    await engine.stop();
    engine = await start(Number(port));
  }

  lines?.on("line", (line) => {
    if (line.trim().toLowerCase() !== RESTART) return;
    work = work.then(restart);
    work.catch(onFailure);
  });

  return {
    async stop() {
      isStopping = true;
      lines?.close();
      await work.catch(() => undefined);
      await engine.stop();
    },
  };
}
