import { type FactTable, from } from "../../fact.ts";
import type { MachineFact } from "./state-machines.ts";

type Rows = Parameters<typeof from<MachineFact>>[3];
const of = (place: string, date: string, rows: Rows) => from<MachineFact>("localstack", place, date, rows);

const machine = (States: Record<string, object>) => ({ StartAt: Object.keys(States)[0], States });
const only = (state: object) => machine({ Only: { End: true, ...state } });
const pass = { Type: "Pass", End: true };

/** The words of an error that comes as the first state runs. */
const inOnly = (cause: string) =>
  `An error occurred while executing the state 'Only' (entered at the event id #2). ${cause}`;
const failing = (cause: string) => ({ error: "States.Runtime", cause: inOnly(cause) });
const FAILED = (type: string) => ["ExecutionStarted 0", `${type}StateEntered 0`, "ExecutionFailed 2"];
const WAITED = ["ExecutionStarted 0", "WaitStateEntered 0", "WaitStateExited 2", "ExecutionSucceeded 3"];

const waitUntil = (value: unknown) => ({
  definition: only({ Type: "Wait", TimestampPath: "$.at" }),
  input: { at: value },
});
const waitFor = (value: unknown) => ({
  definition: only({ Type: "Wait", SecondsPath: "$.input.wait" }),
  input: { input: { wait: value } },
});

const waits = [
  ...of(
    "base/test_wait: test_wait_timestamppath, scenarios/test_base_scenarios: test_wait_timestamp_path",
    "2024-12-27",
    [
      ...["2016-03-14T01:59:00Z", "2016-03-05T21:29:29.243167252Z", "2016-03-05T21:29:29.00Z"].map((at) => ({
        id: `states/wait-until ${at}` as const,
        ...waitUntil(at),
        history: WAITED,
      })),
      ...[
        "2016-12-05 21:29:29Z",
        "2016-12-05T21:29:29",
        "2016-12-05T21:29:29.000000",
        "2016-13-05T21:29:29Z",
        "2016-12-05T25:29:29Z",
        "05-12-2016T21:29:29Z",
      ].map((at) => ({
        id: `states/wait-until-no-time ${at}` as const,
        ...waitUntil(at),
        history: FAILED("Wait"),
        ...failing(
          `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: $.at == ${at}`,
        ),
      })),
    ],
  ),
  ...of("base/test_wait: test_timestamp_too_far_in_future_boundary", "2023-12-13", [
    {
      id: "states/wait-too-long",
      ...waitUntil("2126-01-01T00:00:00Z"),
      history: FAILED("Wait"),
      ...failing("Wait state delay is too long."),
    },
  ]),
  ...of("base/test_wait: test_base_wait_seconds_path", "2024-03-22", [
    ...[0, 1].map((seconds) => ({
      id: `states/wait-seconds ${seconds}` as const,
      ...waitFor(seconds),
      history: WAITED,
    })),
    {
      id: "states/wait-negative",
      ...waitFor(-1),
      history: FAILED("Wait"),
      ...failing("The SecondsPath parameter references a negative value: $.input.wait == -1"),
    },
    ...[1.5, -1.5].map((seconds) => ({
      id: `states/wait-part-of-a-second ${seconds}` as const,
      ...waitFor(seconds),
      ...failing(`The SecondsPath parameter cannot be parsed as a long value: $.input.wait == ${seconds}`),
    })),
  ]),
];

const task = (more: object) => ({
  definition: only({ Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage", ...more }),
  input: { number: 0 },
});
const missing = (path: string) => failing(`Invalid path '${path}' : No results for path: $['none']`);
const notInInput = (path: string, field: string) =>
  failing(`The JSONPath '${path}' specified for the field '${field}' could not be found in the input '{"number":0}'`);

const paths = [
  ...of("scenarios/test_base_scenarios: test_invalid_jsonpath", "2025-01-02", [
    ...["InputPath", "OutputPath"].map((field) => ({
      id: `states/path-of-nothing-in ${field}` as const,
      definition: only({ Type: "Pass", [field]: "$.none" }),
      input: { number: 0 },
      history: FAILED("Pass"),
      ...missing("$.none"),
    })),
    ...["TimeoutSecondsPath", "HeartbeatSecondsPath"].map((field) => ({
      id: `states/path-of-nothing-in ${field}` as const,
      ...task({ [field]: "$.none" }),
      history: FAILED("Task"),
      ...missing("$.none"),
    })),
    ...["ErrorPath", "CausePath"].map((field) => ({
      id: `states/path-of-nothing-in ${field}` as const,
      definition: machine({ Only: { Type: "Fail", [field]: "$.none" } }),
      input: { number: 0 },
      history: FAILED("Fail"),
      ...notInInput("$.none", field),
    })),
    ...["$.none", "$$.none"].map((path) => ({
      id: `states/path-of-nothing-in-parameters ${path}` as const,
      definition: only({ Type: "Pass", Parameters: { "value.$": path } }),
      input: { number: 0 },
      history: FAILED("Pass"),
      ...notInInput(path, "value.$"),
    })),
  ]),
  ...of("scenarios/test_base_scenarios: test_catch_states_runtime", "2024-11-28", [
    {
      id: "states/path-of-nothing-on-the-way",
      definition: only({ Type: "Pass", OutputPath: "$.no.such.path" }),
      ...failing("Invalid path '$.no.such.path' : Missing property in path $['no']"),
    },
  ]),
  ...of("scenarios/test_base_scenarios: test_escape_sequence_parsing", "2025-02-02", [
    {
      id: "states/path-with-a-backslash",
      definition: only({ Type: "Pass", Parameters: { "value.$": '$[\'Test\\""Name"\']' } }),
      input: { 'Test\\""Name"': 'Value"\\' },
      output: { value: 'Value"\\' },
    },
  ]),
  ...of("context_object/test_context_object: test_items_path, test_state/test_state_context_object", "2026-02-03", [
    {
      id: "states/items-that-are-none",
      definition: only({ Type: "Map", ItemProcessor: machine({ P: pass }) }),
      input: { a: 1 },
      history: FAILED("Map"),
      ...failing('Reference path "$" must point to array.'),
    },
  ]),
];

const mapOf = (more: object, input: object = {}) => ({
  definition: only({ Type: "Map", ItemsPath: "$.items", ItemProcessor: machine({ P: pass }), ...more }),
  input: { items: [0], ...input },
});
const distributed = (more: object, input: object = {}) => {
  const ProcessorConfig = { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" };
  return mapOf({ ItemProcessor: { ...machine({ P: pass }), ProcessorConfig }, ...more }, input);
};
const REFUSED_RUN = ["ExecutionStarted 0", "MapStateEntered 0", "MapStateStarted 2", "ExecutionFailed 3"];
const RUN = [
  "ExecutionStarted 0",
  "MapStateEntered 0",
  "MapStateStarted 2",
  "MapRunStarted 3",
  "MapRunSucceeded 4",
  "MapStateSucceeded 5",
  "MapStateExited 5",
  "ExecutionSucceeded 7",
];
const count = (value: unknown) => distributed({ ToleratedFailureCountPath: "$.limit" }, { limit: value });
const percentage = (value: unknown) => distributed({ ToleratedFailurePercentagePath: "$.limit" }, { limit: value });

/** Values that are no number, each with its form in AWS's words. */
const NO_NUMBERS = [
  ["an-object", {}, "{}"],
  ["a-text", "NoNumber", "NoNumber"],
] as const;

const maps = [
  ...of("scenarios/test_base_scenarios: test_max_concurrency_path", "2024-06-19", [
    ...[0, 1].map((limit) => ({
      id: `states/map-concurrency ${limit}` as const,
      ...mapOf({ MaxConcurrencyPath: "$.limit" }, { limit }),
      output: [0],
    })),
    ...NO_NUMBERS.map(([name, limit, shown]) => ({
      id: `states/map-concurrency ${name}` as const,
      ...mapOf({ MaxConcurrencyPath: "$.limit" }, { limit }),
      history: FAILED("Map"),
      ...failing(`The MaxConcurrencyPath field refers to value "${shown}" which is not a valid integer: $.limit`),
    })),
  ]),
  ...of("scenarios/test_base_scenarios: test_map_state_tolerated_failure_values", "2024-06-19", [
    { id: "states/map-tolerates-a-count", ...distributed({ ToleratedFailureCount: 1 }), history: RUN, output: [0] },
    {
      id: "states/map-tolerates-a-share",
      ...distributed({ ToleratedFailurePercentage: 1 }),
      history: RUN,
      output: [0],
    },
  ]),
  ...of("scenarios/test_base_scenarios: test_map_state_tolerated_failure_count_path", "2024-06-19", [
    ...[0, 1].map((limit) => ({
      id: `states/map-tolerated ${limit}` as const,
      ...count(limit),
      history: RUN,
      output: [0],
    })),
    ...NO_NUMBERS.map(([name, limit, shown]) => ({
      id: `states/map-tolerated ${name}` as const,
      ...count(limit),
      history: REFUSED_RUN,
      ...failing(
        `The ToleratedFailureCountPath field refers to value "${shown}" which is not a valid integer: $.limit`,
      ),
    })),
    {
      id: "states/map-tolerated -1",
      ...count(-1),
      history: REFUSED_RUN,
      ...failing("ToleratedFailureCount cannot be negative."),
    },
  ]),
  ...of("scenarios/test_base_scenarios: test_map_state_tolerated_failure_percentage_path", "2024-06-19", [
    ...[0, 1, 1.1, 100].map((limit) => ({
      id: `states/map-tolerated-share ${limit}` as const,
      ...percentage(limit),
      history: RUN,
      output: [0],
    })),
    ...NO_NUMBERS.map(([name, limit, shown]) => ({
      id: `states/map-tolerated-share ${name}` as const,
      ...percentage(limit),
      history: REFUSED_RUN,
      ...failing(
        `The ToleratedFailurePercentagePath field refers to value "${shown}" which is not a valid float: $.limit`,
      ),
    })),
    ...[-1.1, -1, 100.1].map((limit) => ({
      id: `states/map-tolerated-share ${limit}` as const,
      ...percentage(limit),
      history: REFUSED_RUN,
      ...failing("ToleratedFailurePercentage must be between 0 and 100."),
    })),
  ]),
];

const choose = (rules: readonly object[], more: object = {}) =>
  machine({
    Only: { Type: "Choice", Choices: rules, ...more },
    Yes: { ...pass, Result: "yes" },
    No: { ...pass, Result: "no" },
  });

const choices = of("scenarios/test_base_scenarios: test_choice_*", "2024-11-18", [
  {
    id: "states/choice-of-several-rules",
    definition: choose(
      [
        {
          And: [
            { Variable: "$.value", IsPresent: true },
            { Variable: "$.value", NumericGreaterThan: 20 },
          ],
          Next: "Yes",
        },
        { Not: { Variable: "$.type", StringEquals: "Private" }, Next: "No" },
      ],
      { Default: "No" },
    ),
    input: { type: "Private", value: 22 },
    output: "yes",
  },
  ...[
    ["holds", "blue", "yes"],
    ["fails", "red", "no"],
  ].map(([name, color, output]) => ({
    id: `states/choice-with-members-in-any-order ${name}` as const,
    definition: choose([{ Next: "Yes", StringEquals: "blue", Variable: "$.color" }], { Default: "No" }),
    input: { color },
    output,
  })),
  {
    id: "states/choice-of-one-in-a-list",
    definition: choose([{ And: [{ Variable: "$.type", StringEquals: "Public" }], Next: "Yes" }], { Default: "No" }),
    input: { type: "Public" },
    output: "yes",
  },
]);

const others = [
  ...of("error_handling/test_states_errors: test_start_large_input", "2024-03-21", [
    {
      id: "states/large-input",
      definition: only({ Type: "Pass" }),
      input: { a: "x".repeat(200_000) },
      output: { a: "x".repeat(200_000) },
    },
  ]),
  ...of("comments/test_comments: test_comment_in_parameters", "2024-04-02", [
    {
      id: "states/comment-in-parameters",
      definition: only({ Type: "Pass", Parameters: { comment: "text", "value.$": "$.a" } }),
      input: { a: 1 },
      output: { comment: "text", value: 1 },
    },
  ]),
  ...of("intrinsic_functions/test_json_manipulation: test_json_merge_escaped_argument", "2023-07-25", [
    {
      id: "states/merge-of-parsed-text",
      definition: only({
        Type: "Pass",
        Parameters: { "v.$": "States.JsonMerge($.input, States.StringToJson('{\"a\":2}'), false)" },
      }),
      input: { input: { a: 1, b: 1 } },
      output: { v: { a: 2, b: 1 } },
    },
  ]),
];

/** Paths that lead nowhere, and numbers and times that are none. */
export const statePaths: FactTable<MachineFact> = {
  service: "Step Functions",
  subject: "paths, numbers and times",
  facts: [...waits, ...paths, ...maps, ...choices, ...others],
};
