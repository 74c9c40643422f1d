import { afterEach, describe, expect, it } from "vitest";
import { ServiceError } from "../../../src/kernel/errors.ts";
import { developer, functionResource, type Harness, startLambda } from "./harness.ts";

let lambda: Harness;

afterEach(() => lambda[Symbol.asyncDispose]());

const HOLD = `
  export const handler = async ({ ms = 0 }) => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    return process.env.AWS_LAMBDA_LOG_STREAM_NAME;
  };`;

const start = async (properties: Record<string, unknown> = {}) => {
  lambda = await startLambda({
    files: { "index.mjs": HOLD },
    resources: { Hold: functionResource({ FunctionName: "hold", ...properties }) },
  });
};

const invoke = (ms = 0) => lambda.invokeFrom("hold", developer, { ms });
const initCount = () => lambda.journal.entries({ type: "init" }).length;
const streams = (results: readonly { payload: string }[]) => new Set(results.map(({ payload }) => payload)).size;

describe("the environments of a function", () => {
  it("are as many as there are long invocations at once", async () => {
    await start();
    const results = await Promise.all([invoke(400), invoke(400), invoke(400)]);
    expect(streams(results)).toBe(3);
    expect(initCount()).toBe(3);
  });

  it("are far fewer than the invocations when these are short", async () => {
    await start();
    const results = await Promise.all(Array.from({ length: 200 }, () => invoke()));
    expect(results.every(({ functionError }) => functionError === undefined)).toBe(true);
    expect(initCount()).toBeLessThan(50);
  });

  it("end when they were idle for ten minutes, except one", async () => {
    await start();
    await Promise.all([invoke(200), invoke(200), invoke(200)]);
    await lambda.clock.advance(601_000);
    const results = await Promise.all([invoke(200), invoke(200)]);
    expect(streams(results)).toBe(2);
    // One of the two had to be started anew.
    expect(initCount()).toBe(4);
  });

  it("are no more than ReservedConcurrentExecutions", async () => {
    await start({ ReservedConcurrentExecutions: 1 });
    const running = invoke(200);
    await expect(invoke()).rejects.toThrow(ServiceError);
    await running;
    expect((await invoke()).functionError).toBeUndefined();
  });

  it("are gone within two seconds when the service stops, whatever they do", async () => {
    await start();
    const running = [invoke(60_000), invoke(60_000)];
    await expect.poll(initCount).toBe(2);
    const before = performance.now();
    await lambda.service[Symbol.asyncDispose]();
    expect(performance.now() - before).toBeLessThan(2_000);
    for (const result of await Promise.all(running))
      expect(result).toMatchObject({ functionError: "Unhandled", cause: "crash" });
  });

  it("that are waited for when the service stops answer too", async () => {
    await start();
    const running = Array.from({ length: 20 }, () => invoke(60_000));
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
