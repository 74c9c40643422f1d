import { describe, expect, it } from "vitest";
import { createClock } from "../../../../src/kernel/clock.ts";
import { StateError } from "../../../../src/services/states/language/errors/state-error.ts";
import type { TaskCall } from "../../../../src/services/states/language/program.ts";
import { runMachine, STARTED_AT, single } from "./run-machine.ts";

const task = (fields: object = {}) => ({
  Type: "Task",
  Resource: "arn:aws:states:::sqs:sendMessage",
  End: true,
  ...fields,
});

describe("Wait", () => {
  it.each<[fields: object, waitMs: number]>([
    [{ Seconds: 90 }, 90_000],
    [{ Seconds: 0 }, 0],
    [{ SecondsPath: "$.seconds" }, 5000],
    [{ Timestamp: "2026-03-01T12:10:00Z" }, 600_000],
    [{ TimestampPath: "$.at" }, 1500],
    [{ Timestamp: "2020-01-01T00:00:00Z" }, 0],
  ])("%j waits %i ms by the injected clock", async (fields, waitMs) => {
    using clock = createClock(() => STARTED_AT);
    const input = { seconds: 5, at: "2026-03-01T12:00:01.5Z" };
    let ended = false;
    const running = runMachine(single({ Type: "Wait", End: true, ...fields }), input, { clock }).then((output) => {
      ended = true;
      return output;
    });
    await clock.advance(Math.max(0, waitMs - 1));
    expect(ended).toBe(waitMs === 0);
    await clock.advance(1);
    expect(await running).toEqual(input);
  });

  it("ends with its execution", async () => {
    const stop = new AbortController();
    const running = runMachine(single({ Type: "Wait", Seconds: 10, End: true }), {}, { signal: stop.signal });
    stop.abort(new Error("stopped"));
    await expect(running).rejects.toThrow("stopped");
  });
});

describe("Parallel", () => {
  const branches = (...programs: readonly object[]) => single({ Type: "Parallel", End: true, Branches: programs });
  const waiting = (seconds: number, result: unknown) => ({
    StartAt: "Wait",
    States: {
      Wait: { Type: "Wait", Seconds: seconds, Next: "Give" },
      Give: { Type: "Pass", Result: result, End: true },
    },
  });

  it("runs its branches at once, and gives their outputs in order", async () => {
    using clock = createClock(() => STARTED_AT);
    const running = runMachine(branches(waiting(3, "a"), waiting(1, "b"), waiting(2, "c")), {}, { clock });
    await clock.advance(3000);
    expect(await running).toEqual(["a", "b", "c"]);
  });

  it("fails with a branch's error, and gives the others up", async () => {
    const signals: AbortSignal[] = [];
    const hanging = { StartAt: "T", States: { T: task() } };
    const failing = { StartAt: "F", States: { F: { Type: "Fail", Error: "Mine", Cause: "why" } } };
    const perform = ({ signal }: TaskCall) => {
      signals.push(signal);
      return new Promise(() => undefined);
    };
    await expect(runMachine(branches(hanging, failing), {}, { perform })).rejects.toMatchObject({
      error: "Mine",
      cause: "why",
    });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  it("can be caught as a whole", async () => {
    const failing = { StartAt: "F", States: { F: { Type: "Fail", Error: "Mine" } } };
    const definition = single(
      { Type: "Parallel", Branches: [failing], Catch: [{ ErrorEquals: ["Mine"], Next: "After" }], End: true },
      ["After", { Type: "Pass", End: true }],
    );
    expect(await runMachine(definition)).toEqual({ Error: "Mine", Cause: "" });
  });
});

describe("Map", () => {
  const items = { StartAt: "Each", States: { Each: task() } };
  const map = (fields: object) => single({ Type: "Map", End: true, ItemProcessor: items, ...fields });

  it.each<[name: string, fields: object, output: unknown]>([
    ["runs its states on each item", { ItemsPath: "$.list" }, [1, 2, 3]],
    [
      "takes the older names",
      { ItemsPath: "$.list", ItemProcessor: undefined, Iterator: items, Parameters: { "v.$": "$$.Map.Item.Value" } },
      [{ v: 1 }, { v: 2 }, { v: 3 }],
    ],
    [
      "makes each item's input",
      { ItemsPath: "$.list", ItemSelector: { "i.$": "$$.Map.Item.Index", "name.$": "$.name" } },
      [
        { i: 0, name: "x" },
        { i: 1, name: "x" },
        { i: 2, name: "x" },
      ],
    ],
    ["gives an empty list for none", { ItemsPath: "$.empty" }, []],
    [
      "puts its result into the input",
      { InputPath: "$.list", ResultPath: "$.list" },
      { list: [1, 2, 3], empty: [], name: "x" },
    ],
  ])("%s", async (_name, fields, output) => {
    expect(await runMachine(map(fields), { list: [1, 2, 3], empty: [], name: "x" })).toEqual(output);
  });

  it("has each item's own context while the items run at once", async () => {
    const context = { "seen.$": "$$.Map.Item.Value", "index.$": "$$.Map.Item.Index" };
    const inner = {
      StartAt: "Wait",
      States: {
        Wait: { Type: "Wait", Seconds: 1, Next: "See" },
        See: { Type: "Pass", Parameters: context, End: true },
      },
    };
    using clock = createClock(() => STARTED_AT);
    const running = runMachine(map({ ItemProcessor: inner }), ["a", "b"], { clock });
    await clock.advance(1000);
    expect(await running).toEqual([
      { seen: "a", index: 0 },
      { seen: "b", index: 1 },
    ]);
  });

  it.each([
    [{ MaxConcurrency: 2 }, 2],
    [{ MaxConcurrencyPath: "$[0]" }, 1],
    [{}, 40],
  ])("%j runs at most %i items at once", async (fields, most) => {
    let running = 0;
    let highest = 0;
    const perform = async () => {
      highest = Math.max(highest, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      return null;
    };
    await runMachine(
      map(fields),
      Array.from({ length: 50 }, (_, index) => index + 1),
      { perform },
    );
    expect(highest).toBe(most);
  });

  it("fails with an item's error, and begins no more items", async () => {
    let begun = 0;
    const perform = () => {
      begun++;
      throw new StateError("Mine", "why");
    };
    await expect(runMachine(map({ MaxConcurrency: 1 }), [1, 2, 3], { perform })).rejects.toMatchObject({
      error: "Mine",
    });
    expect(begun).toBe(1);
  });

  it.each([["text"], [{}], [null]])("fails with States.Runtime for the items %j", async (input) => {
    await expect(runMachine(map({}), input)).rejects.toMatchObject({ error: "States.Runtime" });
  });
});

describe("a loop of states that wait for nothing", () => {
  it("lets others have their turn, and can be stopped", async () => {
    const stop = new AbortController();
    const definition = { StartAt: "A", States: { A: { Type: "Pass", Next: "B" }, B: { Type: "Pass", Next: "A" } } };
    const running = runMachine(definition, {}, { signal: stop.signal });
    setImmediate(() => stop.abort(new Error("stopped")));
    await expect(running).rejects.toThrow("stopped");
  });
});

describe("the history", () => {
  it("tells what a map of tasks does", async () => {
    const events: string[] = [];
    await runMachine(single({ Type: "Map", ItemProcessor: { StartAt: "T", States: { T: task() } }, End: true }), [1], {
      events,
    });
    expect(events).toEqual([
      "MapStateEntered",
      "MapStateStarted",
      "MapIterationStarted",
      "TaskStateEntered",
      "TaskScheduled",
      "TaskStarted",
      "TaskSucceeded",
      "TaskStateExited",
      "MapIterationSucceeded",
      "MapStateSucceeded",
      "MapStateExited",
    ]);
  });
});
