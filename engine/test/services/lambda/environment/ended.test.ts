import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { functionResource, startLambda } from "../harness.ts";

const ENDINGS = 8;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Notes the threads that start from now on; `held` are those that something still refers to, once all garbage is gone. */
function noteThreads() {
  const threads: WeakRef<Worker>[] = [];
  const note = (thread: Worker) => threads.push(new WeakRef(thread));
  process.on("worker", note);
  return {
    get started() {
      return threads.length;
    },
    held() {
      collectGarbage();
      return threads.filter((thread) => thread.deref() !== undefined).length;
    },
    [Symbol.dispose]: () => void process.off("worker", note),
  };
}

describe("an environment that has ended", () => {
  it("is let go of, with its thread", async () => {
    using threads = noteThreads();
    await using harness = await startLambda({
      resources: { F: functionResource({ FunctionName: "f" }) },
      files: { "index.js": "exports.handler = () => process.exit(1);" },
    });
    for (let n = 0; n < ENDINGS; n++)
      expect((await harness.invoke("f")).json).toMatchObject({ errorType: "Runtime.ExitError" });
    expect(threads.started).toBeGreaterThanOrEqual(ENDINGS);
    // The last reply is on its way, with the environment that gave it.
    await expect.poll(() => threads.held()).toBeLessThanOrEqual(1);
  });
});
