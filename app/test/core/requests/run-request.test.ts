import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { GivenUpError } from "../../../src/core/errors.ts";
import { type RunRequestDependencies, runRequest, WORK_ATTEMPTS } from "../../../src/core/requests/run-request.ts";
import { WORKS } from "../../../src/core/requests/work.ts";
import { defineWork, WorkFailure, type Works } from "../../../src/core/requests/work-definition.ts";
import { createLog, createMetrics, NOW_MS, NOW_SECONDS } from "../../support/fakes.ts";
import { createRequests } from "../../support/requests.ts";

const REF = { requestId: "1", tenant: "acme" };
let nowMs: number;
let requests: ReturnType<typeof createRequests>;
let told: { userId: string; id: string; message: unknown; callback: string }[];
let metrics: ReturnType<typeof createMetrics>;
let runs: number;
let works: Works;

const nothing = z.optional(z.unknown());

beforeEach(() => {
  nowMs = NOW_MS;
  requests = createRequests(() => nowMs);
  told = [];
  metrics = createMetrics();
  runs = 0;
  works = {
    greet: defineWork(z.string(), async (name, { requestId }) => {
      runs++;
      return `Hello ${name} (${requestId})`;
    }),
    refuse: defineWork(nothing, async () => {
      throw new WorkFailure("no", "No.");
    }),
    break: defineWork(nothing, async () => {
      runs++;
      throw new Error("a secret of the database");
    }),
    flood: defineWork(nothing, async () => "x".repeat(300_000)),
  };
});

const keep = (name: string, input?: unknown) =>
  requests.create({ ...REF, userId: "ann", name, input, ttl: NOW_SECONDS + 3600 });
const outcome = async () => (await requests.find(REF))?.outcome;

function run(attempt = 1, notify?: RunRequestDependencies["notifications"]["notify"]) {
  return runRequest(
    { ...REF, attempt },
    {
      requests,
      notifications: {
        notify: notify ?? (async ({ userId }, notification) => void told.push({ userId, ...notification })),
      },
      works,
      urlOf: (requestId) => `https://http.example.com/requests/${requestId}`,
      metrics,
      now: () => nowMs,
      log: createLog(),
    },
  );
}

describe("a request's turn", () => {
  it("does the work, keeps the result and tells the user", async () => {
    await keep("greet", "Ann");
    await run();
    expect(await outcome()).toEqual({ status: "succeeded", result: "Hello Ann (1)" });
    expect(told).toEqual([
      {
        userId: "ann",
        id: "request-1",
        message: { requestId: "1", name: "greet", status: "succeeded" },
        callback: "https://http.example.com/requests/1",
      },
    ]);
    expect(metrics.counts).toEqual({ "RequestsEnded succeeded": 1 });
  });

  it.each([
    ["refuse", { code: "no", message: "No." }],
    ["flood", { code: "result_too_large", message: "The result is too large to be kept." }],
    ["gone", { code: "unknown_work", message: "This work is no longer done." }],
  ])("that fails for good (%s) tells so, and is not tried again", async (name, error) => {
    await keep(name);
    await run();
    expect(await outcome()).toEqual({ status: "failed", error });
    expect(told).toMatchObject([{ message: { status: "failed" } }]);
  });

  it("that fails in another way is tried again, and tells nobody yet", async () => {
    await keep("break");
    for (let attempt = 1; attempt <= WORK_ATTEMPTS; attempt++) {
      await expect(run(attempt)).rejects.toThrow("a secret of the database");
      nowMs += 360_000;
    }
    expect([runs, told, await outcome()]).toEqual([3, [], undefined]);
  });

  it("after the last one ends it as failed, tells the user, and shows it to an operator", async () => {
    await keep("break");
    await expect(run(WORK_ATTEMPTS + 1)).rejects.toThrow(GivenUpError);
    expect(runs).toBe(0);
    expect(await outcome()).toEqual({ status: "failed", error: { code: "failed", message: "The work failed." } });
    expect(told).toMatchObject([{ message: { status: "failed" } }]);
  });

  it("does not do the work while somebody else does, and does it when they never came back", async () => {
    await keep("greet", "Ann");
    await requests.claim(REF, nowMs + 90_000);
    await expect(run()).rejects.toThrow("Somebody else");
    expect(runs).toBe(0);
    nowMs += 360_000;
    await run(2);
    expect(await outcome()).toMatchObject({ status: "succeeded" });
  });

  it("that comes again does not do the work again, but tells the user in case nobody did", async () => {
    await keep("greet", "Ann");
    await expect(
      run(1, async () => {
        throw new Error("The queue is down.");
      }),
    ).rejects.toThrow("The queue is down.");
    await run(2);
    expect([runs, told.length]).toEqual([1, 1]);
  });

  it("of a request that has expired is no turn", async () => {
    await run();
    expect([runs, told]).toEqual([0, []]);
  });
});

describe("countWords", () => {
  const request = { requestId: "1", userId: "ann" };

  it("counts words", async () => {
    expect(await WORKS.countWords?.run({ text: " to be\nor not " }, request)).toEqual({ words: 4 });
  });

  it("fails without any", async () => {
    await expect(WORKS.countWords?.run({ text: " " }, request)).rejects.toMatchObject({ code: "no_words" });
  });
});
