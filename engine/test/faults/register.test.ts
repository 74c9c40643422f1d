import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FaultDefinition } from "../../src/faults/definition.ts";
import { KIND_NAMES, KINDS, MOMENTS } from "../../src/faults/kinds.ts";
import { createClock } from "../../src/kernel/clock.ts";
import { createJournal } from "../../src/kernel/journal.ts";
import type { FaultFacts, WaitingMoment } from "../../src/services/contract/faults.ts";
import { emptyRegister } from "./empty-register.ts";

function start() {
  const clock = createClock(() => 0);
  const journal = createJournal(clock.now);
  return { clock, journal, faults: emptyRegister({ clock, journal }) };
}

const message: FaultFacts = { api: "a1", stage: "dev", route: "send", user: "alice", connection: "c1" };

describe("the register of faults", () => {
  it("has nothing to ask as long as no fault is set, and again when all are gone", () => {
    const { faults } = start();
    const asks = () => [faults.take, faults.meet].map((question) => typeof question);
    expect(asks()).toEqual(["undefined", "undefined"]);
    const one = faults.add("gone");
    using _other = faults.add({ kind: "throttled" });
    expect(asks()).toEqual(["function", "function"]);
    one[Symbol.dispose]();
    expect(faults.list().map(({ id }) => id)).toEqual(["fault-2"]);
    faults.clear();
    expect(asks()).toEqual(["undefined", "undefined"]);
  });

  it.each<[FaultDefinition | string, WaitingMoment, FaultFacts, boolean]>([
    ["throttled", "message", message, true],
    ["throttled:user=alice,route=send", "message", message, true],
    ["throttled:user=bob", "message", message, false],
    ["throttled:user=al*", "message", message, true],
    ["throttled:user=*e", "message", message, true],
    ["throttled:user=al", "message", message, false],
    ["throttled:route=s.nd", "message", message, false],
    ["throttled:at=invoke", "message", message, false],
    ["throttled:service=sqs", "message", message, false],
    ["throttled:service=sqs", "call", { service: "sqs", operation: "SendMessage" }, true],
    ["throttled:service=sqs,operation=Delete*", "call", { service: "sqs", operation: "SendMessage" }, false],
    // A connection without an authorizer has no user.
    ["throttled:user=*", "message", { connection: "c1" }, false],
    ["gone", "message", message, false],
    ["error:status=503", "message", message, false],
    ["error:status=503", "call", { service: "sqs", operation: "SendMessage" }, true],
  ])("%j at %s of %j strikes: %s", async (definition, moment, facts, strikes) => {
    const { faults } = start();
    faults.add(definition);
    expect((await faults.meet?.(moment, facts)) !== undefined).toBe(strikes);
  });

  it("tells the journal of each strike, with what it hit, and is gone after its count", async () => {
    const { faults, journal } = start();
    const fault = faults.add("throttled:route=send,count=2");
    for (let round = 0; round < 3; round++)
      await faults.meet?.("message", { ...message, trace: { requestId: `r${round}` } });
    expect(fault.strikes).toBe(2);
    expect(faults.list()).toEqual([]);
    const told = journal.entries({ service: "faults" }).map(({ type, data }) => [type, data.requestId]);
    expect(told).toEqual([
      ["set", undefined],
      ["injected", "r0"],
      ["injected", "r1"],
      ["removed", undefined],
    ]);
    expect(journal.entries({ type: "injected" })[0]?.data).toEqual({
      fault: "fault-1",
      kind: "throttled",
      at: "message",
      apiId: "a1",
      stage: "dev",
      routeKey: "send",
      user: "alice",
      connectionId: "c1",
      requestId: "r0",
    });
  });

  it("strikes by chance at its rate, and at the same occasions again with its seed", async () => {
    const { faults } = start();
    async function outcomes(seed: number) {
      using _fault = faults.add({ kind: "throttled", rate: 0.3, seed });
      const struck: boolean[] = [];
      for (let round = 0; round < 1000; round++) struck.push((await faults.meet?.("message", message)) !== undefined);
      return struck;
    }
    const first = await outcomes(7);
    expect(await outcomes(7)).toEqual(first);
    expect(await outcomes(8)).not.toEqual(first);
    const share = first.filter(Boolean).length / first.length;
    expect(share).toBeGreaterThan(0.25);
    expect(share).toBeLessThan(0.35);
  });

  it("tells the seed that it took by chance", () => {
    const { faults, journal } = start();
    const { seed } = faults.add("gone:rate=0.5");
    expect(journal.entries({ type: "set" })[0]?.data.seed).toBe(seed);
  });

  it("lets all delays pass by the engine's clock before another fault strikes", async () => {
    const { faults, clock, journal } = start();
    faults.add("delay:ms=2000");
    faults.add("delay:ms=3000");
    faults.add("throttled");
    const meeting = faults.meet?.("message", message).then((fault) => ({ kind: fault?.kind, at: clock.now() }));
    await clock.advance(10_000);
    expect(await meeting).toEqual({ kind: "throttled", at: 5000 });
    expect(journal.entries({ type: "injected" }).map(({ data, at }) => [data.kind, at])).toEqual([
      ["delay", 0],
      ["delay", 0],
      ["throttled", 5000],
    ]);
  });

  it("asks about a fault that is added alone: those that were there have had their chance", () => {
    const { faults } = start();
    const old = faults.add("dropped");
    faults.take?.("connection", { connection: "c1" });
    const struck: unknown[] = [];
    using _subscription = faults.onAdded((take) => struck.push(take("connection", { connection: "c1" })?.kind));
    faults.add("throttled");
    faults.add("half-open:connection=c1");
    expect(struck).toEqual([undefined, "half-open"]);
    expect(old.strikes).toBe(1);
  });

  it("lets the fault strike that was set first", async () => {
    const { faults } = start();
    faults.add("error");
    faults.add("throttled");
    expect((await faults.meet?.("message", message))?.kind).toBe("error");
  });

  it("never takes what it did not list as a key, whatever the definition is", () => {
    const keys = new Set([
      "kind",
      "at",
      "rate",
      "count",
      "seed",
      "ms",
      "status",
      "message",
      ...Object.values(MOMENTS).flat(),
    ]);
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.anything()), fc.constantFrom(...KIND_NAMES), (rest, kind) => {
        const { faults } = start();
        const isKnown = Object.entries(rest).every(([key, value]) => keys.has(key) || value === undefined);
        const set = () => faults.add({ ...rest, kind } as FaultDefinition);
        if (isKnown) return true;
        expect(set).toThrow();
        return faults.list().length === 0;
      }),
    );
  });

  it("knows of each kind a moment, and of each moment a fact", () => {
    for (const name of KIND_NAMES) expect(KINDS[name].moments).not.toEqual([]);
    for (const facts of Object.values(MOMENTS)) expect(facts).not.toEqual([]);
  });
});
