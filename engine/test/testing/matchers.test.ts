import { describe, expect, it } from "vitest";
import { createJournal, type Journal } from "../../src/kernel/journal.ts";
import type { Invocation } from "../../src/testing/invocations.ts";
import { reportJournal } from "../../src/testing/reports/journal-report.ts";
import type { Close, TestSocket } from "../../src/testing/socket/test-socket.ts";
import type { TestEngine } from "../../src/testing/test-engine.ts";
// Adds the matchers, and their types.
import "../../src/testing/vitest.ts";

/** A socket that has what it will ever have. */
function socketWith(frames: readonly unknown[], ended?: Close): TestSocket {
  const socket: Partial<TestSocket> = {
    connectionId: "abc=",
    frames,
    closed: ended ? Promise.resolve(ended) : new Promise(() => {}),
    next: () => (frames.length > 0 ? Promise.resolve(frames[0] as never) : Promise.reject(new Error("No frame came."))),
    settled: async () => {},
    journal: () => "Journal of connection abc=: nothing.",
  };
  return socket as TestSocket;
}

function engineWith(invocations: readonly Partial<Invocation>[], journal = createJournal(() => 0)): TestEngine {
  const engine: Partial<TestEngine> = {
    invocations: () => invocations as readonly Invocation[],
    invocation: () =>
      invocations[0] ? Promise.resolve(invocations[0] as Invocation) : Promise.reject(new Error("None.")),
    settled: async () => {},
    journal,
  };
  return engine as TestEngine;
}

const failureOf = (assertion: Promise<void>) =>
  assertion.then(
    () => "passed",
    (error: Error) => error.message,
  );
const SOON = { timeoutMs: 1 };

describe("toReceive", () => {
  it("passes when the frame comes, and says what its absence says", async () => {
    await expect(socketWith(["hi"])).toReceive("hi");
    expect(await failureOf(expect(socketWith([])).toReceive("hi"))).toBe("No frame came.");
  });

  it("looks with `not` at what has come when nothing runs any more", async () => {
    await expect(socketWith(["hi"])).not.toReceive("ho");
    expect(await failureOf(expect(socketWith(["hi", "ho"])).not.toReceive("hi"))).toBe(
      "No frame that holds 'hi' should have come.\n\nFrames that are there:\n  'hi'\n\nJournal of connection abc=: nothing.",
    );
  });

  it("is for sockets", async () => {
    expect(await failureOf(expect("a text").toReceive())).toBe(
      "toReceive is for a socket: await engine.connect() gives one.",
    );
  });
});

describe("toBeClosed", () => {
  const ended = { code: 1001, reason: "Going away" };

  it("passes when the connection ends as it was meant to", async () => {
    await expect(socketWith([], ended)).toBeClosed();
    await expect(socketWith([], ended)).toBeClosed({ code: 1001 });
    await expect(socketWith([])).not.toBeClosed();
    await expect(socketWith([], ended)).not.toBeClosed({ code: 1008 });
  });

  it.each<[string, () => Promise<void>, string]>([
    [
      "is open",
      () => expect(socketWith([])).toBeClosed({ code: 1000 }, SOON),
      "have ended with { code: 1000 }. It is open after 1 ms.",
    ],
    [
      "ended otherwise",
      () => expect(socketWith([], ended)).toBeClosed({ code: 1000 }),
      'have ended with { code: 1000 }. It has ended with 1001 "Going away".',
    ],
    [
      "ended",
      () => expect(socketWith([], ended)).not.toBeClosed(),
      'not have ended. It has ended with 1001 "Going away".',
    ],
  ])("says of a connection that %s", async (_how, assertion, text) => {
    expect(await failureOf(assertion())).toBe(`The connection should ${text}\n\nJournal of connection abc=: nothing.`);
  });
});

describe("toHaveInvoked", () => {
  const call = { event: { n: 1 }, result: "done" };

  it("passes when there is such an invocation", async () => {
    await expect(engineWith([call])).toHaveInvoked("Say", { event: { n: 1 } });
    await expect(engineWith([call])).not.toHaveInvoked("Say", { event: { n: 2 } });
    expect(await failureOf(expect(engineWith([])).toHaveInvoked("Say"))).toBe("None.");
  });

  it("says with `not` which invocations there are, and what happened", async () => {
    expect(await failureOf(expect(engineWith([call])).not.toHaveInvoked("Say"))).toBe(
      "Say should not have been invoked.\n\nIts invocations:\n  { n: 1 } → 'done'\n\nJournal of the engine: nothing.",
    );
  });
});

describe("a report of the journal", () => {
  function journalWith(...types: readonly string[]): Journal {
    let now = 1_000;
    const journal = createJournal(() => now++);
    for (const type of types) journal.record("sqs", type, { queue: "jobs" });
    return journal;
  }

  it("has a line for each entry that tells something, with the time since the first", () => {
    const journal = journalWith("send", "receive");
    journal.record("dynamodb", "call", { operation: "GetItem" });
    expect(reportJournal(journal, { of: "the engine" })).toBe(
      "Journal of the engine:\n      +0 ms  sqs/send queue=jobs\n      +1 ms  sqs/receive queue=jobs",
    );
  });

  it("keeps the last of many", () => {
    const report = reportJournal(journalWith(...Array.from({ length: 35 }, (_, index) => `n${index}`)), { of: "it" });
    expect(report.split("\n")).toHaveLength(31);
    expect(report).toContain("Journal of it, without the first 5 entries:\n      +0 ms  sqs/n5 queue=jobs");
  });
});
