import { describe, expect, it } from "vitest";
import { InvocationHistory } from "../../../../src/services/lambda/functions/history.ts";
import type { InvokeResult } from "../../../../src/services/lambda/functions/invocation.ts";

const FUNCTION = { logicalId: "Work", functionName: "work" };

const answered = (payload: string, more: Partial<InvokeResult> = {}): InvokeResult => ({
  requestId: "r",
  payload,
  usage: { durationMs: 3, maxMemoryUsedMb: 60 },
  initMs: undefined,
  billedMs: 3,
  startedAt: 0,
  endedAt: 3,
  status: "success",
  errorType: undefined,
  logTail: "",
  ...more,
});

function invoke(history: InvocationHistory, requestId: string, event: string, result = answered("null")): void {
  const begun = history.begin(FUNCTION, { requestId, payload: event, invokedFunctionArn: "" }, 1000);
  history.end(begun, { ...result, requestId });
  history.leave(begun);
}

describe("The invocations of a function", () => {
  it("are remembered with their events and results, the newest first", () => {
    const history = new InvocationHistory({ payloads: true });
    invoke(history, "one", '{"a":1}');
    invoke(history, "two", "{}", answered("[2]", { initMs: 40, billedMs: 43 }));
    expect(history.all).toEqual([
      {
        ...FUNCTION,
        requestId: "two",
        startedAt: 1000,
        outcome: "success",
        durationMs: 3,
        billedMs: 43,
        maxMemoryMb: 60,
        initMs: 40,
        event: { text: "{}", characters: 2 },
        result: { text: "[2]", characters: 3 },
      },
      expect.objectContaining({ requestId: "one", event: { text: '{"a":1}', characters: 7 } }),
    ]);
    expect(history.counts).toEqual({ invocations: 2, errors: 0, throttles: 0, coldStarts: 1 });
  });

  it("are there while they run", () => {
    const history = new InvocationHistory({ payloads: true });
    const begun = history.begin(FUNCTION, { requestId: "one", payload: "{}", invokedFunctionArn: "" }, 5);
    expect(history.all).toMatchObject([{ requestId: "one", outcome: "running", startedAt: 5 }]);
    history.leave(begun);
    expect(history.all).toEqual([]);
  });

  it("tell of an error with the place in the user's own code", () => {
    const history = new InvocationHistory({ payloads: true });
    const trace = ["Error: no", "    at other (/app/node_modules/x/a.js:1:1)", "    at run (/app/src/work.ts:7:3)"];
    const payload = JSON.stringify({ errorType: "Error", errorMessage: "no", trace });
    invoke(history, "one", "{}", answered(payload, { functionError: "Unhandled", status: "error" }));
    expect(history.all[0]).toMatchObject({
      outcome: "error",
      error: { errorType: "Error", errorMessage: "no", trace, location: "/app/src/work.ts:7:3" },
    });
    expect(history.counts.errors).toBe(1);
  });

  it("are remembered without what they took and gave when that is not wanted", () => {
    const history = new InvocationHistory({ payloads: false });
    invoke(history, "one", '{"a":1}');
    expect(JSON.stringify(history.all)).not.toMatch(/event|result/);
  });

  it("hold at most a part of a long event, and say how long it was", () => {
    const history = new InvocationHistory({ payloads: true });
    invoke(history, "one", JSON.stringify("x".repeat(200_000)));
    const event = history.all[0]?.event;
    expect([event?.characters, event?.text.length]).toEqual([200_002, 65_536]);
  });

  it("lose events and results before they are forgotten, the oldest first, so that memory is bounded", () => {
    const history = new InvocationHistory({ payloads: true });
    for (let number = 0; number < 5000; number++) invoke(history, String(number), JSON.stringify("x".repeat(10_000)));
    const kept = history.all;
    expect(kept.length).toBeLessThan(1000);
    expect(kept.length).toBeGreaterThanOrEqual(500);
    const withEvents = kept.filter(({ event }) => event);
    expect(withEvents.map(({ requestId }) => requestId)).toEqual(
      Array.from(withEvents, (_, index) => String(4999 - index)),
    );
    expect(withEvents.length * 10_000).toBeLessThan(1024 * 1024);
    expect(withEvents.length * 10_000).toBeGreaterThan(900_000);
    expect(history.counts.invocations).toBe(5000);
  });
});
