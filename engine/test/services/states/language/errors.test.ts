import { describe, expect, it } from "vitest";
import { createClock } from "../../../../src/kernel/clock.ts";
import { StateError } from "../../../../src/services/states/language/errors/state-error.ts";
import { runMachine, STARTED_AT } from "./run-machine.ts";

const machine = (fields: object) => ({
  StartAt: "Work",
  States: {
    Work: { Type: "Task", Resource: "arn:aws:lambda:eu-west-1:123456789012:function:work", End: true, ...fields },
    Caught: { Type: "Pass", End: true },
  },
});

/** Fails with these in turn, and then succeeds. */
function failing(...errors: readonly string[]) {
  const left = [...errors];
  return () => {
    const error = left.shift();
    if (error) throw new StateError(error, "because");
    return "done";
  };
}

/** Runs on a clock that is moved to each timer as it comes; gives the milliseconds that passed, too. */
async function runThroughTime(definition: object, perform: () => unknown) {
  using clock = createClock(() => STARTED_AT);
  const running = runMachine(definition, { in: 1 }, { perform, clock });
  const outcome = running.then(
    (output) => ({ output }),
    (error: unknown) => ({ error }),
  );
  let ended = false;
  void outcome.then(() => {
    ended = true;
  });
  for (let steps = 0; !ended && steps < 1000; steps++) await clock.advance(500);
  return { ...(await outcome), passedMs: clock.now() - STARTED_AT };
}

describe("Retry", () => {
  it.each<[name: string, retriers: readonly object[], errors: readonly string[], waitedMs: number]>([
    ["waits a second, then twice as long each time", [{ ErrorEquals: ["A"] }], ["A", "A", "A"], 7000],
    ["has its own interval and rate", [{ ErrorEquals: ["A"], IntervalSeconds: 3, BackoffRate: 1 }], ["A", "A"], 6000],
    [
      "waits no longer than it may",
      [{ ErrorEquals: ["A"], IntervalSeconds: 2, MaxDelaySeconds: 3, MaxAttempts: 9 }],
      ["A", "A", "A"],
      8000,
    ],
    [
      "counts each retrier's attempts",
      [
        { ErrorEquals: ["A"], MaxAttempts: 1 },
        { ErrorEquals: ["B"], MaxAttempts: 1 },
      ],
      ["A", "B"],
      2000,
    ],
    ["knows wildcards", [{ ErrorEquals: ["States.TaskFailed"] }], ["Whatever"], 1000],
  ])("%s", async (_name, retriers, errors, waitedMs) => {
    const result = await runThroughTime(machine({ Retry: retriers }), failing(...errors));
    expect(result).toMatchObject({ output: "done" });
    expect(result.passedMs - waitedMs).toBeGreaterThanOrEqual(0);
    expect(result.passedMs - waitedMs).toBeLessThanOrEqual(500);
  });

  it.each<[name: string, retriers: readonly object[], errors: readonly string[]]>([
    ["gives up after MaxAttempts", [{ ErrorEquals: ["A"], MaxAttempts: 2 }], ["A", "A", "A"]],
    ["never tries again with MaxAttempts 0", [{ ErrorEquals: ["States.ALL"], MaxAttempts: 0 }], ["A"]],
    [
      "asks no later retrier once one is exhausted",
      [{ ErrorEquals: ["A"], MaxAttempts: 0 }, { ErrorEquals: ["States.ALL"] }],
      ["A"],
    ],
    ["does not take a timeout for a failed task", [{ ErrorEquals: ["States.TaskFailed"] }], ["States.Timeout"]],
    ["leaves runtime errors alone", [{ ErrorEquals: ["States.ALL"] }], ["States.Runtime"]],
  ])("%s", async (_name, retriers, errors) => {
    const result = await runThroughTime(machine({ Retry: retriers }), failing(...errors));
    expect(result).toMatchObject({ error: { error: errors.at(-1) } });
  });

  it("tells the task how often it was tried", async () => {
    const counts: unknown[] = [];
    const fail = failing("A", "A");
    const definition = machine({ Parameters: { "n.$": "$$.State.RetryCount" }, Retry: [{ ErrorEquals: ["A"] }] });
    using clock = createClock(() => STARTED_AT);
    const running = runMachine(
      definition,
      {},
      {
        clock,
        perform: ({ input }) => {
          counts.push(input);
          return fail();
        },
      },
    );
    await clock.advance(10_000);
    expect(await running).toBe("done");
    expect(counts).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }]);
  });
});

describe("Catch", () => {
  const caught = (catchers: readonly object[], error: string) =>
    runMachine(machine({ Catch: catchers }), { in: 1 }, { perform: failing(error) });

  it.each<[catchers: readonly object[], output: unknown]>([
    [[{ ErrorEquals: ["A"], Next: "Caught" }], { Error: "A", Cause: "because" }],
    [
      [{ ErrorEquals: ["States.ALL"], Next: "Caught", ResultPath: "$.error" }],
      { in: 1, error: { Error: "A", Cause: "because" } },
    ],
    [
      [
        { ErrorEquals: ["B"], Next: "Work" },
        { ErrorEquals: ["A"], Next: "Caught", ResultPath: null },
      ],
      { in: 1 },
    ],
  ])("%j", async (catchers, output) => {
    expect(await caught(catchers, "A")).toEqual(output);
  });

  it.each(["States.Runtime", "States.DataLimitExceeded"])("does not catch %s by States.ALL", async (error) => {
    await expect(caught([{ ErrorEquals: ["States.ALL"], Next: "Caught" }], error)).rejects.toMatchObject({ error });
  });

  it("comes after Retry", async () => {
    const fields = { Retry: [{ ErrorEquals: ["A"], MaxAttempts: 1 }], Catch: [{ ErrorEquals: ["A"], Next: "Caught" }] };
    const result = await runThroughTime(machine(fields), failing("A", "A"));
    expect(result).toMatchObject({ output: { Error: "A" } });
  });
});

describe("TimeoutSeconds", () => {
  const never = () => new Promise(() => undefined);

  it("ends a task with States.Timeout, by the injected clock", async () => {
    const result = await runThroughTime(machine({ TimeoutSeconds: 5 }), never);
    expect(result).toMatchObject({ error: { error: "States.Timeout" } });
    expect(result.passedMs).toBe(5000);
  });

  it("comes from a path, too", async () => {
    const result = await runThroughTime(
      machine({ TimeoutSecondsPath: "$.in", Catch: [{ ErrorEquals: ["States.Timeout"], Next: "Caught" }] }),
      never,
    );
    expect(result).toMatchObject({ output: { Error: "States.Timeout" } });
  });
});

describe("Fail", () => {
  it.each<[fields: object, failure: object]>([
    [
      { Error: "Mine", Cause: "why" },
      { error: "Mine", cause: "why" },
    ],
    [{}, { error: undefined, cause: undefined }],
    [
      { ErrorPath: "$.e", CausePath: "States.Format('for {}', $.e)" },
      { error: "Bad", cause: "for Bad" },
    ],
  ])("%j", async (fields, failure) => {
    const definition = { StartAt: "F", States: { F: { Type: "Fail", ...fields } } };
    await expect(runMachine(definition, { e: "Bad" })).rejects.toMatchObject(failure);
  });
});

describe("Assign", () => {
  it("of a catcher keeps the error in a variable, and that of the state is left", async () => {
    const definition = {
      StartAt: "Work",
      States: {
        Work: {
          Type: "Task",
          Resource: "arn:aws:lambda:eu-west-1:123456789012:function:work",
          Assign: { outcome: "done" },
          Catch: [{ ErrorEquals: ["A"], Assign: { "outcome.$": "$.Error" }, ResultPath: null, Next: "Caught" }],
          End: true,
        },
        Caught: { Type: "Pass", Parameters: { "outcome.$": "$outcome", "in.$": "$.in" }, End: true },
      },
    };
    expect(await runMachine(definition, { in: 1 }, { perform: failing("A") })).toEqual({ outcome: "A", in: 1 });
  });

  it("of a task reads the result as it came, before a ResultSelector", async () => {
    const work = { Assign: { "all.$": "$" }, ResultSelector: { "b.$": "$.b" }, Next: "Caught", End: undefined };
    const definition = machine(work);
    const shown = { ...definition.States, Caught: { Type: "Pass", OutputPath: "$all", End: true } };
    const result = await runMachine({ ...definition, States: shown }, {}, { perform: () => ({ a: 1, b: 2 }) });
    expect(result).toEqual({ a: 1, b: 2 });
  });

  it("of a branch is not seen beside it, and one that nobody made leads nowhere", async () => {
    const branch = (name: string, state: object) => ({
      StartAt: name,
      States: { [name]: { Type: "Pass", End: true, ...state } },
    });
    const Branches = [branch("Sets", { Assign: { mine: 1 } }), branch("Reads", { InputPath: "$mine" })];
    const both = { StartAt: "Both", States: { Both: { Type: "Parallel", Branches, End: true } } };
    await expect(runMachine(both)).rejects.toMatchObject({ error: "States.Runtime" });
  });
});
