import { type FactTable, from, type RecordedFact } from "../../fact.ts";

/** A state machine that runs by itself, and its history. */
export interface MachineFact extends RecordedFact {
  readonly definition: object;
  readonly input?: unknown;
  /** Types of the events, each with the id of the event that it follows. */
  readonly history?: readonly string[];
  readonly output?: unknown;
  /** Variables that an event tells of, by its number: JSON texts. */
  readonly assigned?: Readonly<Record<number, Readonly<Record<string, string | RegExp>>>>;
  readonly error?: string;
  readonly cause?: string | RegExp;
}

const of = (place: string, date: string, rows: Parameters<typeof from<MachineFact>>[3]) =>
  from<MachineFact>("localstack", place, date, rows);

const machine = (States: Record<string, object>) => ({ StartAt: Object.keys(States)[0], States });
const only = (state: object) => machine({ Only: { End: true, ...state } });
const pass = { Type: "Pass", End: true };
const boom = machine({ Boom: { Type: "Fail", Error: "Boom", Cause: "why" } });
const caught = { Catch: [{ ErrorEquals: ["Boom"], Next: "After" }] };
const retried = { Retry: [{ ErrorEquals: ["Boom"], IntervalSeconds: 1, MaxAttempts: 2 }] };
const item = [
  {
    Parameters: { "value.$": "$$.Map.Item.Value", "index.$": "$$.Map.Item.Index" },
    result: [{ value: "a", index: 0 }],
  },
];

const histories = [
  ...of("base/test_base: test_state_fail", "2024-03-06", [
    {
      id: "states/fail",
      definition: machine({ F: { Type: "Fail", Error: "Mine", Cause: "why" } }),
      history: ["ExecutionStarted 0", "FailStateEntered 0", "ExecutionFailed 2"],
      error: "Mine",
      cause: "why",
    },
    {
      id: "states/fail-empty",
      definition: machine({ F: { Type: "Fail" } }),
      history: ["ExecutionStarted 0", "FailStateEntered 0", "ExecutionFailed 2"],
    },
    {
      id: "states/fail-path",
      definition: machine({ F: { Type: "Fail", ErrorPath: "$.e", CausePath: "$.c" } }),
      input: { e: "Mine", c: "why" },
      error: "Mine",
      cause: "why",
    },
    {
      id: "states/fail-intrinsic",
      definition: machine({ F: { Type: "Fail", ErrorPath: "$.e", CausePath: "States.Format('{} by {}', $.e, $.c)" } }),
      input: { e: "Mine", c: "why" },
      error: "Mine",
      cause: "Mine by why",
    },
  ]),
  ...of("base/test_base: test_state_pass_result", "2023-05-17", [
    {
      id: "states/pass-result",
      definition: only({ Type: "Pass", Result: { a: 1 } }),
      history: ["ExecutionStarted 0", "PassStateEntered 0", "PassStateExited 2", "ExecutionSucceeded 3"],
      output: { a: 1 },
    },
    {
      id: "states/pass-null-paths",
      definition: only({ Type: "Pass", InputPath: null, OutputPath: null, Result: { a: 1 } }),
      output: {},
    },
    {
      id: "states/pass-result-path",
      definition: only({ Type: "Pass", Result: { b: 1 }, ResultPath: "$.made" }),
      input: { a: 0 },
      output: { a: 0, made: { b: 1 } },
    },
  ]),
  ...of("scenarios/test_base_scenarios: test_parallel_state", "2023-12-16", [
    {
      id: "states/parallel-of-one",
      definition: only({ Type: "Parallel", Branches: [machine({ P: pass })] }),
      input: { a: 1 },
      history: [
        "ExecutionStarted 0",
        "ParallelStateEntered 0",
        "ParallelStateStarted 2",
        "PassStateEntered 3",
        "PassStateExited 4",
        "ParallelStateSucceeded 5",
        "ParallelStateExited 5",
        "ExecutionSucceeded 7",
      ],
      output: [{ a: 1 }],
    },
    {
      id: "states/parallel-fails",
      definition: only({ Type: "Parallel", Branches: [boom] }),
      history: [
        "ExecutionStarted 0",
        "ParallelStateEntered 0",
        "ParallelStateStarted 2",
        "FailStateEntered 3",
        "ParallelStateFailed 4",
        "ExecutionFailed 5",
      ],
      error: "Boom",
      cause: "why",
    },
    {
      id: "states/parallel-caught",
      definition: machine({ P: { Type: "Parallel", Branches: [boom], End: true, ...caught }, After: pass }),
      history: [
        "ExecutionStarted 0",
        "ParallelStateEntered 0",
        "ParallelStateStarted 2",
        "FailStateEntered 3",
        "ParallelStateFailed 4",
        "ParallelStateExited 5",
        "PassStateEntered 6",
        "PassStateExited 7",
        "ExecutionSucceeded 8",
      ],
      output: { Error: "Boom", Cause: "why" },
    },
    {
      id: "states/parallel-retried",
      definition: only({ Type: "Parallel", Branches: [boom], ...retried }),
      history: [
        "ExecutionStarted 0",
        "ParallelStateEntered 0",
        "ParallelStateStarted 2",
        "FailStateEntered 3",
        "ParallelStateStarted 4",
        "FailStateEntered 5",
        "ParallelStateStarted 6",
        "FailStateEntered 7",
        "ParallelStateFailed 8",
        "ExecutionFailed 9",
      ],
      error: "Boom",
    },
    {
      id: "states/parallel-nested",
      definition: only({
        Type: "Parallel",
        Branches: [machine({ Inner: { Type: "Parallel", Branches: [machine({ P: pass })], End: true } })],
      }),
      history: [
        "ExecutionStarted 0",
        "ParallelStateEntered 0",
        "ParallelStateStarted 2",
        "ParallelStateEntered 3",
        "ParallelStateStarted 4",
        "PassStateEntered 5",
        "PassStateExited 6",
        "ParallelStateSucceeded 7",
        "ParallelStateExited 7",
        "ParallelStateSucceeded 9",
        "ParallelStateExited 9",
        "ExecutionSucceeded 11",
      ],
      output: [[{}]],
    },
  ]),
  ...of("scenarios/test_base_scenarios: test_map_state", "2024-02-08", [
    {
      id: "states/map-of-two",
      definition: only({ Type: "Map", MaxConcurrency: 1, ItemProcessor: machine({ P: pass }) }),
      input: ["a", "b"],
      history: [
        "ExecutionStarted 0",
        "MapStateEntered 0",
        "MapStateStarted 2",
        "MapIterationStarted 3",
        "PassStateEntered 4",
        "PassStateExited 5",
        "MapIterationSucceeded 6",
        "MapIterationStarted 6",
        "PassStateEntered 8",
        "PassStateExited 9",
        "MapIterationSucceeded 10",
        "MapStateSucceeded 11",
        "MapStateExited 11",
        "ExecutionSucceeded 13",
      ],
      output: ["a", "b"],
    },
    {
      id: "states/map-distributed",
      definition: only({
        Type: "Map",
        Iterator: { ...machine({ P: pass }), ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" } },
      }),
      input: ["a", "b"],
      history: [
        "ExecutionStarted 0",
        "MapStateEntered 0",
        "MapStateStarted 2",
        "MapRunStarted 3",
        "MapRunSucceeded 4",
        "MapStateSucceeded 5",
        "MapStateExited 5",
        "ExecutionSucceeded 7",
      ],
      output: ["a", "b"],
    },
    ...item.map(({ Parameters, result }) => ({
      id: "states/map-parameters" as const,
      definition: only({ Type: "Map", Iterator: machine({ P: pass }), Parameters }),
      input: ["a"],
      output: result,
    })),
    ...item.map(({ Parameters, result }) => ({
      id: "states/map-item-selector" as const,
      definition: only({ Type: "Map", ItemProcessor: machine({ P: pass }), ItemSelector: Parameters }),
      input: ["a"],
      output: result,
    })),
    {
      id: "states/map-nested",
      definition: only({
        Type: "Map",
        MaxConcurrency: 1,
        ItemProcessor: machine({
          Inner: { Type: "Map", MaxConcurrency: 1, ItemProcessor: machine({ P: pass }), End: true },
        }),
      }),
      input: [[1, 2]],
      history: [
        "ExecutionStarted 0",
        "MapStateEntered 0",
        "MapStateStarted 2",
        "MapIterationStarted 3",
        "MapStateEntered 4",
        "MapStateStarted 5",
        "MapIterationStarted 6",
        "PassStateEntered 7",
        "PassStateExited 8",
        "MapIterationSucceeded 9",
        "MapIterationStarted 9",
        "PassStateEntered 11",
        "PassStateExited 12",
        "MapIterationSucceeded 13",
        "MapStateSucceeded 14",
        "MapStateExited 14",
        "MapIterationSucceeded 16",
        "MapStateSucceeded 17",
        "MapStateExited 17",
        "ExecutionSucceeded 19",
      ],
      output: [[1, 2]],
    },
  ]),
  ...of("scenarios/test_base_scenarios: test_map_state_retry", "2023-08-08", [
    {
      id: "states/map-fails",
      definition: only({ Type: "Map", ItemProcessor: boom }),
      input: ["a"],
      history: [
        "ExecutionStarted 0",
        "MapStateEntered 0",
        "MapStateStarted 2",
        "MapIterationStarted 3",
        "FailStateEntered 4",
        "MapIterationFailed 5",
        "MapStateFailed 5",
        "ExecutionFailed 7",
      ],
      error: "Boom",
    },
    {
      id: "states/map-caught",
      definition: machine({ M: { Type: "Map", ItemProcessor: boom, End: true, ...caught }, After: pass }),
      input: ["a"],
      history: [
        "ExecutionStarted 0",
        "MapStateEntered 0",
        "MapStateStarted 2",
        "MapIterationStarted 3",
        "FailStateEntered 4",
        "MapIterationFailed 5",
        "MapStateFailed 5",
        "MapStateExited 7",
        "PassStateEntered 8",
        "PassStateExited 9",
        "ExecutionSucceeded 10",
      ],
    },
    {
      id: "states/map-retried",
      definition: only({ Type: "Map", ItemProcessor: boom, ...retried }),
      input: ["a"],
      history: [
        "ExecutionStarted 0",
        "MapStateEntered 0",
        "MapStateStarted 2",
        "MapIterationStarted 3",
        "FailStateEntered 4",
        "MapIterationFailed 5",
        "MapStateStarted 5",
        "MapIterationStarted 7",
        "FailStateEntered 8",
        "MapIterationFailed 9",
        "MapStateStarted 9",
        "MapIterationStarted 11",
        "FailStateEntered 12",
        "MapIterationFailed 13",
        "MapStateFailed 13",
        "ExecutionFailed 15",
      ],
      error: "Boom",
    },
  ]),
];

/** A path that may find several values gives a list of none where there is nothing. */
const SEVERAL = [
  "$[*]",
  "$.items[*]",
  "$.items[1:]",
  "$.items[:1]",
  "$.item.items[*]",
  "$.item.items[1:]",
  "$.item.items[:1]",
  "$.item.items[1:5]",
  "$.items[*].value",
  "$.items[1:].value",
  "$.items[:1].value",
  "$.item.items[1:5].value",
] as const;

const paths = [
  ...of("base/test_base: test_json_path_array_wildcard_or_slice_with_no_input", "2025-04-01", [
    ...SEVERAL.map((path) => ({
      id: `states/path-of-nothing ${path}` as const,
      definition: only({ Type: "Pass", Parameters: { "v.$": path } }),
      output: { v: [] },
    })),
  ]),
  ...of("base/test_base: test_json_path_array_access", "2024-08-16", [
    ...[0, 10].map((index) => ({
      id: `states/path-item ${index}` as const,
      definition: only({ Type: "Pass", Parameters: { "v.$": `$.items[${index}]` } }),
      input: { items: Array.from({ length: 11 }, (_item, key) => ({ key })) },
      output: { v: { key: index } },
    })),
  ]),
  ...of("base/test_base: test_state_pass_regex_json_path_base", "2024-02-07", [
    {
      id: "states/path-filter",
      definition: only({ Type: "Pass", Parameters: { "v.$": "$.users[?(@.status == 0)]" } }),
      input: {
        users: [
          { year: 1997, status: 0 },
          { year: 1998, status: 1 },
        ],
      },
      output: { v: [{ year: 1997, status: 0 }] },
    },
  ]),
];

const contexts = of("context_object/test_context_object", "2024-09-11", [
  {
    id: "states/context-of-pass",
    definition: only({ Type: "Pass", Parameters: { "v.$": "$$.State" } }),
    output: { v: { Name: "Only", EnteredTime: "2026-03-01T12:00:00.000Z" } },
  },
  {
    id: "states/context-input",
    definition: only({ Type: "Pass", InputPath: "$$.Execution.Input" }),
    input: { a: 1 },
    output: { a: 1 },
  },
  {
    id: "states/context-redrive-count",
    definition: only({ Type: "Pass", Parameters: { "v.$": "$$.Execution.RedriveCount" } }),
    output: { v: 0 },
  },
  {
    id: "states/context-in-fail",
    definition: machine({ F: { Type: "Fail", ErrorPath: "$$.State.Name", CausePath: "$$.StateMachine.Name" } }),
    error: "F",
    cause: "facts",
  },
  {
    id: "states/context-items-path",
    definition: only({ Type: "Map", ItemsPath: "$$.Execution.Input.list", ItemProcessor: machine({ P: pass }) }),
    input: { list: [1] },
    output: [1],
  },
]);

/** Histories, errors and outputs of machines that call nothing. */
export const stateMachines: FactTable<MachineFact> = {
  service: "Step Functions",
  subject: "histories and data flow",
  facts: [...histories, ...paths, ...contexts],
};
