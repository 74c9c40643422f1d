import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { InvocationResult } from "../../../../src/services/contract/targets.ts";
import { Claims } from "../../../../src/services/lambda/environment/claims.ts";
import { type Barrier, startBarrier } from "../barrier.ts";
import { developer, functionResource, type Harness, startLambda } from "../harness.ts";

const HANDLER = `
  export const handler = async ({ url, task }, context) => {
    console.log("ran");
    if (task === "exit") process.exit(7);
    while (task === "loop");
    if (task === "throw") setImmediate(() => { throw new Error("late"); });
    if (url) await fetch(url);
    return { requestId: context.awsRequestId, remainingMs: context.getRemainingTimeInMillis() };
  };`;

const TIMEOUT_MS = 1_000;

let lambda: Harness;
let barrier: Barrier;

beforeEach(async () => {
  barrier = await startBarrier();
  lambda = await startLambda({
    files: { "index.mjs": HANDLER },
    resources: { Quick: functionResource({ FunctionName: "quick", Timeout: TIMEOUT_MS / 1000, MemorySize: 256 }) },
  });
  // It is known to be quick by then.
  await many(100);
});
afterEach(async () => {
  await lambda[Symbol.asyncDispose]();
  barrier[Symbol.dispose]();
});

const invoke = (event: object = {}) => lambda.invokeFrom("quick", developer, event);
const many = (count: number) => Promise.all(Array.from({ length: count }, () => invoke()));
const runsOf = ({ requestId }: InvocationResult) =>
  lambda.logs(requestId).filter(({ data }) => data.line === "ran").length;

function expectGood(results: readonly InvocationResult[]): void {
  expect(results.map(({ functionError }) => functionError).filter(Boolean)).toEqual([]);
  expect(results.map(runsOf)).toEqual(results.map(() => 1));
  expect(results.map(({ payload }) => JSON.parse(payload).requestId)).toEqual(results.map((each) => each.requestId));
}

describe("invocations that an environment has ahead", () => {
  it("are each run once, and have their whole time", async () => {
    const results = await many(300);
    expectGood(results);
    const remaining = results.map(({ payload }) => JSON.parse(payload).remainingMs as number);
    expect(Math.min(...remaining)).toBeGreaterThan(TIMEOUT_MS / 2);
    expect(Math.max(...remaining)).toBeLessThanOrEqual(TIMEOUT_MS);
  });

  it("go to others when the one before them waits", async () => {
    const slow = invoke({ url: barrier.url(2) });
    expectGood(await many(30));
    await fetch(barrier.url(2));
    expectGood([await slow]);
  });

  it.each([
    ["ends its process", "exit", "Runtime.ExitError"],
    ["takes too long", "loop", "Sandbox.Timedout"],
  ])("go to others when the one before them %s", async (_what, task, errorType) => {
    const bad = invoke({ task });
    expectGood(await many(30));
    expect(JSON.parse((await bad).payload)).toMatchObject({ errorType });
  });

  it("go to others when what the one before has left behind ends the environment", async () => {
    const bad = invoke({ task: "throw" });
    expectGood(await many(30));
    expect(runsOf(await bad)).toBe(1);
  });

  it("end with the service, which is no fault of the function's", async () => {
    const running = Array.from({ length: 30 }, () => invoke({ url: barrier.url(99) }));
    await expect.poll(() => lambda.logs().filter(({ data }) => data.line === "ran").length).toBeGreaterThan(100);
    await lambda.service[Symbol.asyncDispose]();
    expect((await Promise.all(running)).map(({ cause }) => cause)).toEqual(running.map(() => "stopped"));
  });
});

describe("the claims on invocations ahead", () => {
  /** The isolate's side, as it is in its bootstrap. */
  const begin = ({ cells }: Claims, ticket: number) =>
    Atomics.compareExchange(cells, ticket % cells.length, ticket, 0) === ticket;

  it("go to the side that is first, and once", () => {
    const claims = new Claims(2);
    const [begun, taken] = [claims.offer() ?? 0, claims.offer() ?? 0];
    expect([begin(claims, begun), claims.takeBack(begun), claims.wasBegun(begun)]).toEqual([true, false, true]);
    expect([claims.takeBack(taken), begin(claims, taken), claims.takeBack(taken)]).toEqual([true, false, false]);
  });

  it("are as many as there is room for", () => {
    const claims = new Claims(2);
    const first = claims.offer() ?? 0;
    claims.offer();
    expect(claims.offer()).toBeUndefined();
    begin(claims, first);
    expect(claims.offer()).toBeTypeOf("number");
    expect(claims.offer()).toBeUndefined();
  });
});
