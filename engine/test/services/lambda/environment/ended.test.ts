import { queryObjects } from "node:v8";
import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { functionResource, startLambda } from "../harness.ts";

const ENDINGS = 8;

/** Threads that something in this process still holds, once all garbage is gone. */
const heldThreads = () => queryObjects(Worker, { format: "count" });

describe("an environment that has ended", () => {
  it("is let go of, with its thread", async () => {
    const before = heldThreads();
    await using harness = await startLambda({
      resources: { F: functionResource({ FunctionName: "f" }) },
      files: { "index.js": "exports.handler = () => process.exit(1);" },
    });
    for (let n = 0; n < ENDINGS; n++)
      expect((await harness.invoke("f")).json).toMatchObject({ errorType: "Runtime.ExitError" });
    // The last reply is on its way, with the environment that gave it.
    await expect.poll(heldThreads).toBeLessThanOrEqual(before + 1);
  });
});
