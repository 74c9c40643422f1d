import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { GivenUpError } from "../../../src/core/errors.ts";
import { cancelRequest } from "../../../src/core/requests/cancel-request.ts";
import { type RunRequestDependencies, runRequest, WORK_ATTEMPTS } from "../../../src/core/requests/run-request.ts";
import { WORKS } from "../../../src/core/requests/work.ts";
import { defineWork, WorkFailure, type Works } from "../../../src/core/requests/work-definition.ts";
import { createLog, createMetrics, NOW_MS, NOW_SECONDS } from "../../support/fakes.ts";
import { createRequests } from "../../support/requests.ts";
import { createTimer } from "../../support/timer.ts";

const REF = { requestId: "1", tenant: "acme" };
let nowMs: number;
let requests: ReturnType<typeof createRequests>;
let told: { userId: string; id: string; message: unknown; callback?: string }[];
let timer: ReturnType<typeof createTimer>;
/** Pieces that were published, by stream. */
let published: Record<string, unknown[]>;
let metrics: ReturnType<typeof createMetrics>;
let runs: number;
let works: Works;

const nothing = z.optional(z.unknown());

beforeEach(() => {
  nowMs = NOW_MS;
  requests = createRequests(() => nowMs);
  told = [];
  timer = createTimer();
  published = {};
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

function run(
  attempt = 1,
  notify?: RunRequestDependencies["notifications"]["notify"],
  others: Partial<RunRequestDependencies> = {},
) {
  return runRequest(
    { ...REF, attempt, leftMs: 60_000, traceparent: "00-trace" },
    {
      requests,
      timer,
      streamEvents: {
        async publish({ tenant, entityId, streamId }, pieces) {
          const name = `${tenant} ${entityId} ${streamId}`;
          published[name] = [...(published[name] ?? []), ...pieces];
        },
      },
      notifications: {
        notify: notify ?? (async ({ userId }, notification) => void told.push({ userId, ...notification })),
      },
      works,
      urlOf: (requestId) => `https://http.example.com/requests/${requestId}`,
      metrics,
      now: () => nowMs,
      log: createLog(),
      ...others,
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

describe("work", () => {
  const error = { code: "cancelled", message: "The request was cancelled." };

  it("pushes to the user who asked, again in another attempt unless it says that it is the same", async () => {
    works = {
      slow: defineWork(nothing, async (_, __, { push, attempt }) => {
        await push({ done: 10 });
        await push({ done: 20 }, { id: "half", callback: "/more" });
        if (attempt === 1) throw new Error("again");
      }),
    };
    await keep("slow");
    await expect(run(1)).rejects.toThrow("again");
    nowMs += 120_000;
    await run(2);
    expect(told.map(({ userId, id, callback }) => [userId, id, callback])).toEqual([
      ["ann", "request-1-1-1", undefined],
      ["ann", "half", "/more"],
      ["ann", "request-1-2-1", undefined],
      ["ann", "half", "/more"],
      ["ann", "request-1", "https://http.example.com/requests/1"],
    ]);
  });

  it("knows its place in the trace of the request", async () => {
    works = { traced: defineWork(nothing, async (_, __, { traceparent }) => traceparent) };
    await keep("traced");
    await run();
    expect(await outcome()).toEqual({ status: "succeeded", result: "00-trace" });
  });

  it("lets a text grow in the user's tenant, in steps of 40 ms, which ends with the work", async () => {
    works = {
      answer: defineWork(nothing, async (_, __, { stream }) => {
        const writer = stream("chat", { data: { author: "assistant" } });
        for (const word of ["It ", "is "]) await writer.append(word);
        await timer.advance(40);
        await writer.append("here.");
      }),
    };
    await keep("answer");
    const running = run();
    await timer.advance(100);
    await running;
    expect(published).toEqual({
      "acme chat 1-1-1": [
        { offset: 0, data: { author: "assistant" } },
        { offset: 0, text: "It is " },
        { offset: 6, text: "here.", state: "ended" },
      ],
    });
  });

  it.each<[string, () => unknown, object]>([
    ["fails for good", () => new WorkFailure("no", "No."), { code: "no", message: "No." }],
    ["is to be tried again", () => new Error("secret"), { code: "interrupted", message: "This was broken off." }],
  ])("that %s leaves no stream open", async (_, makeError, failure) => {
    works = {
      answer: defineWork(nothing, async (_input, __, { stream }) => {
        await stream("chat").append("It");
        throw makeError();
      }),
    };
    await keep("answer");
    const running = run().catch(() => {});
    await timer.advance(100);
    await running;
    expect(published["acme chat 1-1-1"]?.at(-1)).toEqual({ offset: 0, text: "It", state: "failed", error: failure });
  });

  it("fails when its text could not be published", async () => {
    works = { answer: defineWork(nothing, async (_, __, { stream }) => void stream("")) };
    await keep("answer");
    const { streamEvents } = { streamEvents: { publish: () => Promise.reject(new Error("The queue is down.")) } };
    await expect(run(1, undefined, { streamEvents })).rejects.toThrow("The queue is down.");
    expect(await outcome()).toBeUndefined();
  });

  it("is told within 2 seconds that its user has cancelled it, and counts no more", async () => {
    let reason: unknown;
    works = {
      wait: defineWork(nothing, async (_, __, { signal }) => {
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        reason = signal.reason;
        throw signal.reason;
      }),
    };
    await keep("wait");
    const running = run();
    await timer.advance(4_000);
    await cancelRequest({ userId: "ann", tenant: "acme" }, "1", { requests, now: () => nowMs });
    expect(reason).toBeUndefined();
    await timer.advance(2_000);
    await running;
    expect(reason).toMatchObject({ message: "The request was cancelled." });
    expect(await outcome()).toEqual({ status: "failed", error });
    expect(told).toMatchObject([{ message: { status: "failed" } }]);
    expect(timer.pending).toBe(0);
  });

  it("that just ends when it is told so leaves its stream as cancelled, not as ended", async () => {
    works = {
      answer: defineWork(nothing, async (_, __, { stream, signal }) => {
        await stream("chat").append("It is");
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
      }),
    };
    await keep("answer");
    const running = run();
    await cancelRequest({ userId: "ann", tenant: "acme" }, "1", { requests, now: () => nowMs });
    await timer.advance(2_000);
    await running;
    expect(published["acme chat 1-1-1"]?.at(-1)).toMatchObject({ state: "failed", error });
  });

  it("that ends well after it was cancelled is told as cancelled", async () => {
    works = {
      stubborn: defineWork(nothing, async () => {
        await cancelRequest({ userId: "ann", tenant: "acme" }, "1", { requests, now: () => nowMs });
        return "done";
      }),
    };
    await keep("stubborn");
    await run();
    expect(await outcome()).toEqual({ status: "failed", error });
    expect(told).toMatchObject([{ message: { status: "failed" } }]);
  });

  it("is told 5 seconds before its time is over, and tried again", async () => {
    works = {
      wait: defineWork(nothing, async (_, __, { signal }) => {
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        throw signal.reason;
      }),
    };
    await keep("wait");
    const running = expect(run()).rejects.toThrow("The time of this attempt is over.");
    await timer.advance(55_000);
    await running;
    expect(await outcome()).toBeUndefined();
  });
});

describe("a request that is cancelled", () => {
  const cancel = (userId = "ann", tenant = "acme") =>
    cancelRequest({ userId, tenant }, "1", { requests, now: () => nowMs });
  const error = { code: "cancelled", message: "The request was cancelled." };

  it("before its turn is never worked on, and its user is told once", async () => {
    await keep("greet", "Ann");
    expect(await cancel()).toEqual({ requestId: "1", status: "failed", error });
    expect(await cancel()).toEqual({ requestId: "1", status: "failed", error });
    await run();
    expect([runs, told.length]).toEqual([0, 1]);
  });

  it("after its end stays as it ended", async () => {
    await keep("greet", "Ann");
    await run();
    expect(await cancel()).toEqual({ requestId: "1", status: "succeeded", result: "Hello Ann (1)" });
  });

  it("can only be one's own", async () => {
    await keep("greet", "Ann");
    expect(await cancel("bob")).toMatchObject({ code: "not_found" });
    expect(await cancel("ann", "another")).toMatchObject({ code: "not_found" });
    expect(await outcome()).toBeUndefined();
  });
});

describe("countWords", () => {
  const request = { requestId: "1", userId: "ann" };
  const context = {
    attempt: 1,
    signal: new AbortController().signal,
    push: async () => {},
    stream: () => {
      throw new Error("It needs none.");
    },
  };

  it("counts words", async () => {
    expect(await WORKS.countWords?.run({ text: " to be\nor not " }, request, context)).toEqual({ words: 4 });
  });

  it("fails without any", async () => {
    await expect(WORKS.countWords?.run({ text: " " }, request, context)).rejects.toMatchObject({ code: "no_words" });
  });
});
