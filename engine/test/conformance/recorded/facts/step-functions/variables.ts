import { type FactTable, from } from "../../fact.ts";
import type { MachineFact } from "./state-machines.ts";

const of = (place: string, date: string, rows: Parameters<typeof from<MachineFact>>[3]) =>
  from<MachineFact>("localstack", `assign/${place}`, date, rows);

const machine = (States: Record<string, object>) => ({ StartAt: Object.keys(States)[0], States });
const pass = (more: object = {}) => ({ Type: "Pass", End: true, ...more });
const setting = (Assign: object, Next: string, more: object = {}) => ({ Type: "Pass", Assign, Next, ...more });
/** Sets variables, and shows what a state after it makes of them. */
const after = (Assign: object, state: object) =>
  machine({ First: setting(Assign, "Then"), Then: { End: true, ...state } });

const ONE = ["ExecutionStarted 0", "PassStateEntered 0", "PassStateExited 2", "ExecutionSucceeded 3"];
const TWO = [...ONE.slice(0, 3), "PassStateEntered 3", "PassStateExited 4", "ExecutionSucceeded 5"];
const literal = {
  null: null,
  int: 0,
  float: 0.1,
  bool: true,
  text: "constant",
  root: "$",
  path: "$.no.such.path",
  list: [1, "a"],
};

/** Variables of machines in JSONPath. */
export const variables: FactTable<MachineFact> = {
  service: "Step Functions",
  subject: "variables",
  facts: [
    ...of("test_assign_base: test_base_cases", "2024-11-04", [
      { id: "variables/none", definition: machine({ P: pass({ Assign: {} }) }), history: ONE, output: {} },
      {
        id: "variables/constants",
        definition: machine({ P: pass({ Assign: literal }) }),
        history: ONE,
        output: {},
        assigned: {
          3: {
            null: "null",
            int: "0",
            float: "0.1",
            bool: "true",
            text: '"constant"',
            root: '"$"',
            path: '"$.no.such.path"',
            list: '[1,"a"]',
          },
        },
      },
      {
        id: "variables/paths",
        definition: machine({
          P: pass({
            Assign: {
              "root.$": "$",
              "value.$": "$.value",
              "context.$": "$$.Execution.Id",
              "made.$": "States.Format('Format {}', $.value)",
            },
          }),
        }),
        input: { value: "given" },
        output: { value: "given" },
        assigned: {
          3: { root: '{"value":"given"}', value: '"given"', context: /^"arn:aws:states:.*"$/, made: '"Format given"' },
        },
      },
      {
        id: "variables/of-variables",
        definition: after({ a: { b: 1 } }, pass({ Assign: { "copy.$": "$a", "part.$": "$a.b" } })),
        history: TWO,
        assigned: { 5: { copy: '{"b":1}', part: "1" } },
      },
      {
        id: "variables/around-a-map",
        definition: machine({
          First: setting({ x: 42, items: [1, 2, 3] }, "Each"),
          Each: {
            Type: "Map",
            ItemsPath: "$items",
            MaxConcurrency: 1,
            ItemProcessor: machine({ Inner: pass({ Assign: { "inner.$": "$x" } }) }),
            Next: "Last",
          },
          Last: pass({ Assign: { "final.$": "$x" } }),
        }),
        input: { value: 1 },
        output: [1, 2, 3],
        assigned: {
          3: { x: "42", items: "[1,2,3]" },
          8: { inner: "42" },
          12: { inner: "42" },
          16: { inner: "42" },
          21: { final: "42" },
        },
      },
    ]),
    ...of("test_assign_base: test_base_parallel_cases", "2024-11-04", [
      {
        id: "variables/around-branches",
        definition: machine({
          First: setting({ x: 42 }, "Both"),
          Both: {
            Type: "Parallel",
            End: true,
            Branches: ["One", "Two"].map((name) => machine({ [name]: pass({ Parameters: { "x.$": "$x" } }) })),
          },
        }),
        output: [{ x: 42 }, { x: 42 }],
      },
    ]),
    ...of("test_assign_reference_variables: test_assign_from_value", "2024-11-06", [
      {
        id: "variables/from-parameters",
        definition: machine({
          First: setting({ "result.$": "$.input" }, "Then", { Parameters: { input: "PENDING" } }),
          Then: pass({ Assign: { result: "SUCCESS", "before.$": "$.input" } }),
        }),
        history: TWO,
        output: { input: "PENDING" },
        assigned: { 3: { result: '"PENDING"' }, 5: { result: '"SUCCESS"', before: '"PENDING"' } },
      },
      {
        id: "variables/from-a-result",
        definition: machine({ P: pass({ Result: { answer: 42 }, Assign: { "theAnswer.$": "$.answer" } }) }),
        output: { answer: 42 },
        assigned: { 3: { theAnswer: "42" } },
      },
      {
        id: "variables/from-functions",
        definition: machine({
          P: pass({
            Result: { list: [1, 2, 2], one: 5, two: 3 },
            Assign: {
              lists: { "some.$": "States.Array('a', 'b')", "unique.$": "States.ArrayUnique($.list)" },
              numbers: { "sum.$": "States.MathAdd($.one, $.two)" },
            },
          }),
        }),
        assigned: { 3: { lists: '{"some":["a","b"],"unique":[1,2]}', numbers: '{"sum":8}' } },
      },
    ]),
    ...of("test_assign_reference_variables: test_state_assign_evaluation_order", "2024-11-06", [
      {
        id: "variables/set-last",
        definition: after(
          { answer: 42 },
          pass({
            InputPath: "$answer",
            ResultPath: "$.theAnswer",
            OutputPath: "$answer",
            Assign: { answer: "another" },
          }),
        ),
        output: 42,
        assigned: { 5: { answer: '"another"' } },
      },
    ]),
    ...of("test_assign_reference_variables: test_reference_assign", "2024-11-06", [
      {
        id: "variables/in-parameters",
        definition: after({ theAnswer: 42 }, pass({ Parameters: { "answer.$": "$theAnswer" } })),
        output: { answer: 42 },
      },
      {
        id: "variables/in-input-path",
        definition: after({ theAnswer: 42 }, pass({ InputPath: "$theAnswer" })),
        output: 42,
      },
      {
        id: "variables/in-output-path",
        definition: after({ theAnswer: 42 }, pass({ OutputPath: "$theAnswer" })),
        output: 42,
      },
      {
        id: "variables/in-a-choice",
        definition: machine({
          First: setting({ guess: "the_guess", answer: "the_answer" }, "Check"),
          Check: {
            Type: "Choice",
            Choices: [{ Variable: "$guess", StringEqualsPath: "$answer", Next: "Right" }],
            Default: "Wrong",
          },
          Right: pass({ Result: { state: "CORRECT" } }),
          Wrong: setting({ "guess.$": "$answer" }, "Check", { Result: { state: "WRONG" } }),
        }),
        output: { state: "CORRECT" },
        assigned: { 7: { guess: '"the_answer"' } },
      },
      {
        id: "variables/in-a-wait",
        definition: machine({
          First: setting({ seconds: 0, at: "2024-11-06T09:42:03Z" }, "Seconds"),
          Seconds: { Type: "Wait", SecondsPath: "$seconds", Next: "Until" },
          Until: { Type: "Wait", TimestampPath: "$at", End: true },
        }),
        output: {},
      },
      {
        id: "variables/in-a-fail",
        definition: machine({
          First: setting({ error: "Exception", cause: "why" }, "End"),
          End: { Type: "Fail", ErrorPath: "$error", CausePath: "$cause" },
        }),
        error: "Exception",
        cause: "why",
      },
      {
        id: "variables/in-functions",
        definition: after(
          { raw: "Hello World", one: 5, two: 3, json: { a: 1 } },
          pass({
            Parameters: {
              "encoded.$": "States.Base64Encode($raw)",
              "sum.$": "States.MathAdd($one, $two)",
              "text.$": "States.JsonToString($json)",
            },
          }),
        ),
        output: { encoded: "SGVsbG8gV29ybGQ=", sum: 8, text: '{"a":1}' },
      },
    ]),
    ...of("test_assign_reference_variables: test_reference_in_map_state", "2024-11-18", [
      {
        id: "variables/in-an-item-selector",
        definition: machine({
          First: setting({ template: "It's {}!", question: "Who?" }, "Each", { Result: ["A", "B"] }),
          Each: {
            Type: "Map",
            MaxConcurrency: 1,
            ItemSelector: { "name.$": "States.Format($template, $$.Map.Item.Value)" },
            ItemProcessor: machine({ P: pass({ Parameters: { "q.$": "$question", "a.$": "$.name" } }) }),
            End: true,
          },
        }),
        output: [
          { q: "Who?", a: "It's A!" },
          { q: "Who?", a: "It's B!" },
        ],
      },
      {
        id: "variables/as-concurrency-in-text",
        definition: machine({
          First: setting({ most: "1" }, "Each", { Result: [1, 2] }),
          Each: { Type: "Map", MaxConcurrencyPath: "$most", ItemProcessor: machine({ P: pass() }), End: true },
        }),
        output: [1, 2],
      },
      {
        id: "variables/as-tolerance-in-text",
        definition: machine({
          First: setting({ share: "1", count: "1" }, "Each", { Result: [1, 2] }),
          Each: {
            Type: "Map",
            ToleratedFailurePercentagePath: "$share",
            ToleratedFailureCountPath: "$count",
            ItemProcessor: {
              ...machine({ P: pass() }),
              ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
            },
            End: true,
          },
        }),
        output: [1, 2],
      },
    ]),
    ...of("test_assign_reference_variables: test_assign_in_choice_state", "2024-11-12", [
      ...(
        [
          ["by-a-rule", 42, "CORRECT", { status: '"CORRECT"' }],
          ["by-default", "42", "INCORRECT", { status: '"INCORRECT"', guess: '"42"' }],
        ] as const
      ).map(([name, value, result, assigned]) => ({
        id: `variables/choice-${name}` as const,
        definition: machine({
          Check: {
            Type: "Choice",
            Choices: [{ Variable: "$.value", NumericEquals: 42, Assign: { status: "CORRECT" }, Next: "Last" }],
            Assign: { status: "INCORRECT", "guess.$": "$.value" },
            Default: "Last",
          },
          Last: pass({ Parameters: { "result.$": "$status" } }),
        }),
        input: { value },
        output: { result },
        assigned: { 3: assigned },
      })),
    ]),
    ...of("test_assign_reference_variables: test_assign_in_wait_state", "2024-11-06", [
      {
        id: "variables/set-by-a-wait",
        definition: machine({ W: { Type: "Wait", Seconds: 0, Assign: { foo: "oof" }, End: true } }),
        history: ["ExecutionStarted 0", "WaitStateEntered 0", "WaitStateExited 2", "ExecutionSucceeded 3"],
        assigned: { 3: { foo: '"oof"' } },
      },
    ]),
  ],
};
