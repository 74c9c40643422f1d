import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ServiceError } from "../../../../../src/kernel/errors.ts";
import { type Barrier, startBarrier } from "../../barrier.ts";
import { developer, functionResource, type Harness, startLambda } from "../../harness.ts";

let lambda: Harness;
let barrier: Barrier;

beforeEach(async () => {
  barrier = await startBarrier();
});
afterEach(async () => {
  await lambda[Symbol.asyncDispose]();
  barrier[Symbol.dispose]();
});

const HOLD = `
  export const handler = async ({ url }) => {
    if (url) await fetch(url);
    return process.env.AWS_LAMBDA_LOG_STREAM_NAME;
  };`;

const start = async (properties: Record<string, unknown> = {}) => {
  lambda = await startLambda({
    files: { "index.mjs": HOLD },
    resources: { Hold: functionResource({ FunctionName: "hold", Timeout: 30, ...properties }) },
  });
};

const invoke = (url?: string) => lambda.invokeFrom("hold", developer, { url });
/** Invocations that run at the same time. */
const invokeTogether = (count: number) => Promise.all(Array.from({ length: count }, () => invoke(barrier.url(count))));
const initCount = () => lambda.journal.entries({ type: "init" }).length;
const streams = (results: readonly { payload: string }[]) => new Set(results.map(({ payload }) => payload)).size;

describe("the environments of a function", () => {
  it("are as many as there are invocations at once", async () => {
    await start();
    expect(streams(await invokeTogether(3))).toBe(3);
    expect(initCount()).toBe(3);
  });

  it("are far fewer than the invocations when these are short", async () => {
    await start();
    const results = await Promise.all(Array.from({ length: 200 }, () => invoke()));
    expect(results.every(({ functionError }) => functionError === undefined)).toBe(true);
    expect(initCount()).toBeLessThan(10);
  });

  it("are as many as there are invocations that wait, when those before did not", async () => {
    await start();
    await Promise.all(Array.from({ length: 200 }, () => invoke()));
    expect(streams(await invokeTogether(20))).toBe(20);
  });

  it("end when they were idle for half a minute, except one", async () => {
    await start();
    await invokeTogether(3);
    await lambda.clock.advance(31_000);
    await invokeTogether(2);
    // One of the two had to be started anew.
    expect(initCount()).toBe(4);
  });

  it("are no more than ReservedConcurrentExecutions", async () => {
    await start({ ReservedConcurrentExecutions: 1 });
    const running = invoke(barrier.url(2));
    await expect(invoke()).rejects.toThrow(ServiceError);
    await fetch(barrier.url(2));
    await running;
    expect((await invoke()).functionError).toBeUndefined();
  });

  it("are gone within two seconds when the service stops, whatever they do", async () => {
    await start();
    const running = [invoke(barrier.url(9)), invoke(barrier.url(9))];
    await expect.poll(initCount).toBe(2);
    const before = performance.now();
    await lambda.service[Symbol.asyncDispose]();
    expect(performance.now() - before).toBeLessThan(2_000);
    for (const result of await Promise.all(running))
      expect(result).toMatchObject({ functionError: "Unhandled", cause: "stopped" });
  });

  it("that are waited for when the service stops answer too", async () => {
    await start();
    const running = Array.from({ length: 20 }, () => invoke(barrier.url(99)));
    await lambda.service[Symbol.asyncDispose]();
    for (const result of await Promise.all(running)) expect(result.functionError).toBe("Unhandled");
  });
});

describe("the engine's time", () => {
  it("is the function's, once it is ahead of the machine's", async () => {
    lambda = await startLambda({
      files: {
        "index.mjs": "export const handler = async (e, c) => [Date.now(), Date(), c.getRemainingTimeInMillis()];",
      },
      resources: { Hold: functionResource({ FunctionName: "hold" }) },
    });
    await lambda.clock.advance(7_200_000);
    const [now, text, remainingMs] = JSON.parse((await lambda.invokeFrom("hold", developer)).payload);
    expect(Math.abs(now - lambda.clock.now())).toBeLessThan(2_000);
    expect(Math.abs(Date.parse(text) - lambda.clock.now())).toBeLessThan(3_000);
    expect(remainingMs).toBeGreaterThan(1_000);
    expect(remainingMs).toBeLessThanOrEqual(3_000);
  });
});
