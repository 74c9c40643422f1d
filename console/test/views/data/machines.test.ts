import { describe, expect, it } from "vitest";
import { type Definition, graphOf } from "../../../src/views/data/machines/definition.ts";
import { type HistoryEvent, visitsOf } from "../../../src/views/data/machines/visits.ts";

const DEFINITION: Definition = {
  StartAt: "Check",
  States: {
    Check: { Type: "Choice", Choices: [{ Next: "Work" }], Default: "Give Up" },
    Work: { Type: "Task", Next: "Both", Catch: [{ Next: "Give Up" }] },
    Both: {
      Type: "Parallel",
      Branches: [
        { StartAt: "Left", States: { Left: { Type: "Pass" } } },
        { StartAt: "Right", States: { Right: { Type: "Pass" } } },
      ],
      Next: "Again",
    },
    Again: { Type: "Choice", Choices: [{ Next: "Work" }], Default: "Done" },
    Done: { Type: "Succeed" },
    "Give Up": { Type: "Fail" },
  },
};

describe("the graph of a definition", () => {
  const graph = graphOf(DEFINITION);

  it("puts each state below those that lead to it, and those of branches between", () => {
    const rows = Object.fromEntries(graph.boxes.map(({ name, row }) => [name, row]));
    expect(rows).toEqual({ Check: 0, Work: 1, Both: 2, Left: 3, Right: 3, Again: 4, Done: 5, "Give Up": 2 });
    expect(graph).toMatchObject({ rows: 6, columns: 2 });
  });

  it("gives each state of a row a column of its own", () => {
    const places = graph.boxes.map(({ row, column }) => `${row}/${column}`);
    expect(new Set(places).size).toBe(places.length);
  });

  it("draws arrows with the reason for which they are taken", () => {
    expect(graph.arrows).toEqual([
      { from: "Check", to: "Work", label: "choice" },
      { from: "Check", to: "Give Up", label: "default" },
      { from: "Work", to: "Both" },
      { from: "Work", to: "Give Up", label: "catch" },
      { from: "Both", to: "Left" },
      { from: "Both", to: "Right" },
      { from: "Left", to: "Again" },
      { from: "Right", to: "Again" },
      { from: "Again", to: "Work", label: "choice" },
      { from: "Again", to: "Done", label: "default" },
    ]);
  });

  it("shows states that nothing leads to, and goes on with a machine that is all ways back", () => {
    const loop: Definition = {
      StartAt: "A",
      States: { A: { Type: "Pass", Next: "A" }, B: { Type: "Pass", Next: "A" } },
    };
    expect(graphOf(loop).boxes.map(({ name, row }) => [name, row])).toEqual([
      ["A", 0],
      ["B", 1],
    ]);
  });

  it("leads into the states that a map runs for each item", () => {
    const inner = { StartAt: "One", States: { One: { Type: "Pass" } } };
    const map: Definition = {
      StartAt: "All",
      States: { All: { Type: "Map", ItemProcessor: inner, Next: "End" }, End: { Type: "Succeed" } },
    };
    expect(graphOf(map).arrows).toEqual([
      { from: "All", to: "One", label: "each" },
      { from: "One", to: "End" },
    ]);
  });
});

/** Events one second after the other, each behind the one before unless it says otherwise. */
const history = (
  ...events: readonly (readonly [type: string, details?: object, previous?: number])[]
): HistoryEvent[] =>
  events.map(([type, details, previous], index) => ({
    id: index + 1,
    previousEventId: previous ?? index,
    timestamp: index,
    type,
    ...(details && { [`${type}EventDetails`]: details }),
  }));

describe("visits of states", () => {
  it("have input, output and the times of a state", () => {
    const visits = visitsOf(
      history(
        ["ExecutionStarted", { input: "{}" }],
        ["PassStateEntered", { name: "A", input: "{}" }],
        ["PassStateExited", { name: "A", output: "1" }],
        ["ExecutionSucceeded", { output: "1" }],
      ),
    );
    expect(visits).toEqual([
      { state: "A", enteredAt: 1000, exitedAt: 2000, status: "succeeded", input: "{}", output: "1", retries: 0 },
    ]);
  });

  it("tell of a state that runs, with its retries", () => {
    const visits = visitsOf(
      history(
        ["ExecutionStarted"],
        ["TaskStateEntered", { name: "A", input: "{}" }],
        ["TaskScheduled"],
        ["TaskFailed", { error: "Busy" }],
        ["TaskScheduled"],
      ),
    );
    expect(visits).toMatchObject([{ state: "A", status: "running", retries: 1, error: "Busy" }]);
  });

  it("tell of an error that was caught, and of one that ended the execution", () => {
    const visits = visitsOf(
      history(
        ["ExecutionStarted"],
        ["TaskStateEntered", { name: "A", input: "{}" }],
        ["LambdaFunctionFailed", { error: "Boom", cause: "why" }],
        ["TaskStateExited", { name: "A", output: "{}" }],
        ["TaskStateEntered", { name: "B", input: "{}" }],
        ["LambdaFunctionTimedOut", { error: "States.Timeout" }],
        ["ExecutionFailed", { error: "States.Timeout", cause: "late" }],
      ),
    );
    expect(visits).toMatchObject([
      { state: "A", status: "caught", error: "Boom", cause: "why", retries: 0 },
      { state: "B", status: "failed", error: "States.Timeout", exitedAt: 6000 },
    ]);
  });

  it("keep a state apart from those of its branches", () => {
    const visits = visitsOf(
      history(
        ["ExecutionStarted"],
        ["ParallelStateEntered", { name: "Both", input: "{}" }],
        ["ParallelStateStarted"],
        ["PassStateEntered", { name: "Left", input: "{}" }],
        ["PassStateExited", { name: "Left", output: "{}" }],
        ["TaskStateEntered", { name: "Right", input: "{}" }, 3],
        ["TaskFailed", { error: "Boom" }],
        ["ParallelStateFailed"],
        ["ParallelStateExited", { name: "Both", output: "[]" }],
        ["ExecutionSucceeded"],
      ),
    );
    expect(visits.map(({ state, status }) => [state, status])).toEqual([
      ["Both", "caught"],
      ["Left", "succeeded"],
      ["Right", "failed"],
    ]);
  });
});
