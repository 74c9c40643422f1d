import type { Call, CallFact } from "../../calls.ts";
import { type FactTable, from } from "../../fact.ts";

const of = (place: string, date: string, rows: Parameters<typeof from<CallFact>>[3]) =>
  from<CallFact>("localstack", `stepfunctions/v2/${place}`, date, rows);

const ARN = "arn:aws:states:eu-west-1:123456789012";
/** Machines by their names: one passes, one waits, one is of the express kind. */
export const MACHINES = {
  pass: { StartAt: "State_1", States: { State_1: { Type: "Pass", Result: { Arg1: "argument1" }, End: true } } },
  wait: { StartAt: "State_1", States: { State_1: { Type: "Wait", Seconds: 1000, End: true } } },
} as const;
const [PASS, WAIT, EXPRESS] = ["pass", "wait", "express"].map((name) => `${ARN}:stateMachine:${name}`);

const start = (stateMachineArn: unknown, more: object = {}): Call => ["StartExecution", { stateMachineArn, ...more }];
const executionArn = "$0.executionArn";
const history = (more: object = {}): Call => ["GetExecutionHistory", { executionArn, ...more }];
const invalidArn = (text: string) => ({ code: "InvalidArn", message: `Invalid Arn: '${text}'` });
const input = (message: string) => ({
  code: "InvalidExecutionInput",
  message: `Invalid State Machine Execution Input: '${message}'`,
});
const NOT_SUPPORTED = {
  code: "StateMachineTypeNotSupported",
  message: "This operation is not supported by this type of state machine",
};
const OF_EXPRESS = invalidArn("Resource type not valid in this context: express");

const STARTED = {
  id: 1,
  previousEventId: 0,
  type: "ExecutionStarted",
  executionStartedEventDetails: { input: "{}", inputDetails: { truncated: false }, roleArn: /^arn:aws:iam:/ },
};
const ENTERED = {
  id: 2,
  previousEventId: 0,
  type: "PassStateEntered",
  stateEnteredEventDetails: { input: "{}", inputDetails: { truncated: false }, name: "State_1" },
};
const OUTPUT = { output: '{"Arg1":"argument1"}', outputDetails: { truncated: false } };
const EXITED = {
  id: 3,
  previousEventId: 2,
  type: "PassStateExited",
  stateExitedEventDetails: { name: "State_1", ...OUTPUT },
};
const SUCCEEDED = { id: 4, previousEventId: 3, type: "ExecutionSucceeded", executionSucceededEventDetails: OUTPUT };
const DONE = { seconds: 1 };

/** Executions and their errors, by calls. */
export const executions: FactTable<CallFact> = {
  service: "Step Functions",
  subject: "executions by calls",
  facts: [
    ...of("test_sfn_api: test_start_execution", "2024-06-30", [
      {
        id: "executions/started",
        call: start(PASS, { name: "mine" }),
        output: { executionArn: `${ARN}:execution:pass:mine` },
      },
      {
        id: "executions/history",
        before: [start(PASS), DONE],
        call: history(),
        output: { events: [STARTED, ENTERED, EXITED, SUCCEEDED] },
      },
      {
        id: "executions/listed",
        before: [start(PASS, { name: "mine" }), DONE],
        call: ["ListExecutions", { stateMachineArn: PASS }],
        output: {
          executions: [
            {
              executionArn: `${ARN}:execution:pass:mine`,
              name: "mine",
              redriveCount: 0,
              stateMachineArn: PASS,
              status: "SUCCEEDED",
            },
          ],
        },
      },
    ]),
    ...of("test_sfn_api: test_get_execution_history_reversed", "2024-01-28", [
      {
        id: "executions/history-reversed",
        before: [start(PASS), DONE],
        call: history({ reverseOrder: true }),
        output: { events: [SUCCEEDED, EXITED, ENTERED, STARTED] },
      },
    ]),
    ...of("test_sfn_api: test_invalid_start_execution_arn", "2023-06-22", [
      {
        id: "executions/unknown-machine",
        call: start(`${ARN}:stateMachine:none`),
        error: {
          code: "StateMachineDoesNotExist",
          message: `State Machine Does Not Exist: '${ARN}:stateMachine:none'`,
        },
      },
    ]),
    ...of("test_sfn_api: test_invalid_start_execution_input", "2023-06-22", [
      {
        id: "executions/input-no-json",
        call: start(PASS, { input: "not some json" }),
        error: input(
          "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
        ),
      },
      {
        id: "executions/input-single-quotes",
        call: start(PASS, { input: "{'not': 'json'}" }),
        error: input("Unexpected character (''' (code 39)): was expecting double-quote to start field name"),
      },
      { id: "executions/input-empty", call: start(PASS, { input: "" }), error: input("Invalid execution input.") },
      { id: "executions/input-number", call: start(PASS, { input: "2" }), output: {} },
      { id: "executions/input-text", call: start(PASS, { input: '"some text"' }), output: {} },
      { id: "executions/input-null", call: start(PASS, { input: "null" }), output: {} },
    ]),
    ...of("test_sfn_api: test_stop_execution", "2024-05-06", [
      {
        id: "executions/stopped",
        before: [start(WAIT), DONE, ["StopExecution", { executionArn }]],
        call: history(),
        output: {
          events: [
            { type: "ExecutionStarted" },
            { id: 2, previousEventId: 0, type: "WaitStateEntered" },
            { id: 3, previousEventId: 0, type: "ExecutionAborted", executionAbortedEventDetails: {} },
          ],
        },
      },
    ]),
    ...of("test_sfn_api: test_describe_execution", "2024-08-21", [
      {
        id: "executions/described",
        before: [start(PASS, { name: "mine" }), DONE],
        call: ["DescribeExecution", { executionArn }],
        output: {
          name: "mine",
          input: "{}",
          inputDetails: { included: true },
          output: '{"Arg1":"argument1"}',
          outputDetails: { included: true },
          redriveCount: 0,
          redriveStatus: "NOT_REDRIVABLE",
          redriveStatusReason: "Execution is SUCCEEDED and cannot be redriven",
          stateMachineArn: PASS,
          status: "SUCCEEDED",
        },
      },
    ]),
    ...of("test_sfn_api: errors of ARNs", "2024-03-08", [
      {
        id: "executions/machine-no-arn",
        call: ["DescribeStateMachine", { stateMachineArn: "not_a_valid_arn" }],
        error: invalidArn("Invalid ARN prefix: not_a_valid_arn"),
      },
      {
        id: "executions/list-no-arn",
        call: ["ListExecutions", { stateMachineArn: "invalid_state_machine_arn" }],
        error: invalidArn("Invalid ARN prefix: invalid_state_machine_arn"),
      },
      {
        id: "executions/history-no-arn",
        call: ["GetExecutionHistory", { executionArn: "invalid_state_machine_arn" }],
        error: invalidArn("Invalid ARN prefix: invalid_state_machine_arn"),
      },
      {
        id: "executions/describe-no-arn",
        call: ["DescribeExecution", { executionArn: "invalid_state_machine_arn" }],
        error: invalidArn("Invalid ARN prefix: invalid_state_machine_arn"),
      },
      {
        id: "executions/list-unknown-machine",
        call: ["ListExecutions", { stateMachineArn: `${ARN}:stateMachine:none` }],
        error: {
          code: "StateMachineDoesNotExist",
          message: `State Machine Does Not Exist: '${ARN}:stateMachine:none'`,
        },
      },
      {
        id: "executions/describe-unknown",
        call: ["DescribeExecution", { executionArn: `${ARN}:execution:pass:none` }],
        error: { code: "ExecutionDoesNotExist", message: `Execution Does Not Exist: '${ARN}:execution:pass:none'` },
      },
      {
        id: "executions/history-unknown",
        call: ["GetExecutionHistory", { executionArn: `${ARN}:execution:pass:none` }],
        error: { code: "ExecutionDoesNotExist", message: `Execution Does Not Exist: '${ARN}:execution:pass:none'` },
      },
    ]),
    ...of("test_sfn_api: test_describe_nonexistent_sm", "2023-10-26", [
      {
        id: "executions/describe-unknown-machine",
        call: ["DescribeStateMachine", { stateMachineArn: `${ARN}:stateMachine:none` }],
        error: {
          code: "StateMachineDoesNotExist",
          message: `State Machine Does Not Exist: '${ARN}:stateMachine:none'`,
        },
      },
    ]),
    ...of("test_sfn_api: test_state_machine_status_filter", "2024-03-14", [
      { id: "executions/none-yet", call: ["ListExecutions", { stateMachineArn: PASS }], output: { executions: [] } },
      {
        id: "executions/filter-succeeded",
        before: [start(PASS), DONE],
        call: ["ListExecutions", { stateMachineArn: PASS, statusFilter: "SUCCEEDED" }],
        output: { executions: [{ status: "SUCCEEDED" }] },
      },
      {
        id: "executions/filter-running",
        before: [start(PASS), DONE],
        call: ["ListExecutions", { stateMachineArn: PASS, statusFilter: "RUNNING" }],
        output: { executions: [] },
      },
      {
        id: "executions/filter-unknown",
        call: ["ListExecutions", { stateMachineArn: PASS, statusFilter: "succeeded" }],
        error: {
          code: "ValidationException",
          message:
            "1 validation error detected: Value 'succeeded' at 'statusFilter' failed to satisfy constraint: Member must satisfy enum value set: [SUCCEEDED, TIMED_OUT, PENDING_REDRIVE, ABORTED, FAILED, RUNNING]",
        },
      },
    ]),
    ...of("test_sfn_api: test_start_execution_idempotent", "2024-08-21", [
      {
        id: "executions/same-name-same-input",
        before: [start(WAIT, { name: "mine", input: "{}" })],
        call: start(WAIT, { name: "mine", input: "{}" }),
        output: { executionArn: "$0.executionArn" },
      },
      {
        id: "executions/same-name-another-input",
        before: [start(WAIT, { name: "mine", input: "{}" })],
        call: start(WAIT, { name: "mine", input: '{"a":1}' }),
        error: { code: "ExecutionAlreadyExists", message: `Execution Already Exists: '${ARN}:execution:wait:mine'` },
      },
    ]),
    ...of("test_sfn_api: test_list_executions_pagination", "2024-07-01", [
      {
        id: "executions/first-page",
        before: [start(PASS, { name: "a" }), DONE, start(PASS, { name: "b" }), DONE],
        call: ["ListExecutions", { stateMachineArn: PASS, maxResults: 1 }],
        output: { executions: [{ name: "b" }], nextToken: /./ },
      },
      {
        id: "executions/second-page",
        before: [
          start(PASS, { name: "a" }),
          DONE,
          start(PASS, { name: "b" }),
          DONE,
          ["ListExecutions", { stateMachineArn: PASS, maxResults: 1 }],
        ],
        call: ["ListExecutions", { stateMachineArn: PASS, maxResults: 1, nextToken: "$4.nextToken" }],
        output: { executions: [{ name: "a" }] },
        absent: ["nextToken"],
      },
      {
        id: "executions/page-too-large",
        call: ["ListExecutions", { stateMachineArn: PASS, maxResults: 1001 }],
        error: {
          code: "ValidationException",
          message:
            "1 validation error detected: Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000",
        },
      },
      {
        id: "executions/unknown-token",
        call: ["ListExecutions", { stateMachineArn: PASS, nextToken: "x" }],
        error: { code: "InvalidToken", message: "Invalid Token: 'Invalid token'" },
      },
      {
        id: "executions/token-too-long",
        call: ["ListExecutions", { stateMachineArn: PASS, nextToken: "x".repeat(3097) }],
        error: {
          code: "ValidationException",
          message: `1 validation error detected: Value '${"x".repeat(3097)}' at 'nextToken' failed to satisfy constraint: Member must have length less than or equal to 3096`,
        },
      },
    ]),
    ...of("test_sfn_api: test_start_sync_execution", "2024-07-03", [
      {
        id: "executions/sync-of-standard",
        call: ["StartSyncExecution", { stateMachineArn: PASS }],
        error: NOT_SUPPORTED,
      },
    ]),
    ...of("test_sfn_api_express: test_start_async_describe_history_execution", "2024-07-03", [
      { id: "express/listed", call: ["ListExecutions", { stateMachineArn: EXPRESS }], error: NOT_SUPPORTED },
      {
        id: "express/described",
        before: [start(EXPRESS)],
        call: ["DescribeExecution", { executionArn }],
        error: OF_EXPRESS,
      },
      { id: "express/stopped", before: [start(EXPRESS)], call: ["StopExecution", { executionArn }], error: OF_EXPRESS },
      { id: "express/history", before: [start(EXPRESS)], call: history(), error: OF_EXPRESS },
    ]),
    ...of("test_sfn_api_express: test_start_sync_execution", "2024-06-26", [
      {
        id: "express/sync",
        call: ["StartSyncExecution", { stateMachineArn: EXPRESS, input: "{}" }],
        output: {
          status: "SUCCEEDED",
          output: '{"Arg1":"argument1"}',
          inputDetails: { included: true },
          outputDetails: { included: true },
          billingDetails: {},
        },
      },
    ]),
  ],
};
