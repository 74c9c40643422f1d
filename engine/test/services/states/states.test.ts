import { describe, expect, it } from "vitest";
import { createClock } from "../../../src/kernel/clock.ts";
import { states } from "../../../src/services/states/definition.ts";
import { type Harness, startService } from "../harness.ts";

const HEAD = "arn:aws:states:eu-west-1:123456789012";

const machine = (definition: object, properties: object = {}) => ({
  Type: "AWS::StepFunctions::StateMachine",
  Properties: { RoleArn: "arn:aws:iam::123456789012:role/r", Definition: definition, ...properties },
});

const pass = { StartAt: "A", States: { A: { Type: "Pass", End: true } } };
const wait = {
  StartAt: "W",
  TimeoutSeconds: 100,
  States: { W: { Type: "Wait", SecondsPath: "$.seconds", End: true } },
};
const fail = { StartAt: "F", States: { F: { Type: "Fail", Error: "Mine", Cause: "why" } } };
const loop = { StartAt: "A", States: { A: { Type: "Pass", Next: "A" } } };

const start = () =>
  startService(states, {
    resources: {
      Pass: machine(pass, { StateMachineName: "pass" }),
      Wait: machine(wait, { StateMachineName: "wait" }),
      Fail: machine(fail, { StateMachineName: "fail" }),
      Loop: machine(loop, { StateMachineName: "loop" }),
      Quick: machine(wait, { StateMachineName: "quick", StateMachineType: "EXPRESS" }),
      Broken: machine(fail, { StateMachineName: "broken", StateMachineType: "EXPRESS" }),
    },
  });

const ended = (harness: Harness, executionArn: string) =>
  harness.journal.waitFor({ service: "states", type: "end", data: { executionArn } });

async function run(harness: Harness, logicalId: string, input: object = {}) {
  const stateMachineArn = harness.ref(logicalId);
  const { executionArn } = await harness.call("StartExecution", { stateMachineArn, input: JSON.stringify(input) });
  return executionArn as string;
}

describe("StartExecution", () => {
  it("keeps the digits of numbers from the input to the output, and in the history", async () => {
    await using harness = await startService(states, {
      resources: {
        Digits: {
          Type: "AWS::StepFunctions::StateMachine",
          Properties: {
            RoleArn: "arn:aws:iam::123456789012:role/r",
            DefinitionString: `{"StartAt": "A", "States": {
              "A": {"Type": "Pass", "Parameters": {"kept.$": "$.n", "fixed": 2.0}, "ResultPath": "$.made", "Next": "B"},
              "B": {"Type": "Pass", "Result": 1.10, "ResultPath": "$.one", "End": true}}}`,
          },
        },
      },
    });
    const input = '{"n":9007199254740993,"one":1.0}';
    const { executionArn } = await harness.call("StartExecution", { stateMachineArn: harness.ref("Digits"), input });
    await ended(harness, executionArn);
    const output = '{"n":9007199254740993,"one":1.10,"made":{"kept":9007199254740993,"fixed":2.0}}';
    expect(await harness.call("DescribeExecution", { executionArn })).toMatchObject({ input, output });
    const { events } = await harness.call("GetExecutionHistory", { executionArn });
    expect(events.at(-2)).toMatchObject({ stateExitedEventDetails: { output } });
    const { definition } = await harness.call("DescribeStateMachine", { stateMachineArn: harness.ref("Digits") });
    expect(definition).toContain('"fixed":2.0');
  });

  it("begins an execution, and answers with its ARN", async () => {
    await using harness = await start();
    const input = { stateMachineArn: harness.ref("Pass"), name: "one", input: '{"a":1}' };
    const executionArn = `${HEAD}:execution:pass:one`;
    const startDate = harness.clock.now() / 1000;
    expect(await harness.call("StartExecution", input)).toEqual({ executionArn, startDate });
    await ended(harness, executionArn);
    expect(await harness.call("DescribeExecution", { executionArn })).toMatchObject({
      status: "SUCCEEDED",
      name: "one",
      input: '{"a":1}',
      output: '{"a":1}',
      startDate,
      stopDate: startDate,
      stateMachineArn: harness.ref("Pass"),
    });
  });

  it("answers the same while the same runs, and refuses its name for anything else", async () => {
    await using harness = await start();
    const again = (input: string) =>
      harness.call("StartExecution", { stateMachineArn: harness.ref("Wait"), name: "one", input });
    const first = await again('{"seconds":1}');
    expect(await again('{"seconds":1}')).toEqual(first);
    await expect(again('{"seconds":2}')).rejects.toMatchObject({ code: "ExecutionAlreadyExists" });
    await harness.clock.advance(1000);
    await ended(harness, first.executionArn);
    await expect(again('{"seconds":1}')).rejects.toMatchObject({ code: "ExecutionAlreadyExists" });
  });

  it.each([
    [{ stateMachineArn: `${HEAD}:stateMachine:none` }, "StateMachineDoesNotExist"],
    [{ stateMachineArn: "pass" }, "InvalidArn"],
    [{ name: "a b" }, "InvalidName"],
    [{ name: "x".repeat(81) }, "InvalidName"],
    [{ name: "a/b" }, "InvalidName"],
    [{ input: "{" }, "InvalidExecutionInput"],
    [{ input: JSON.stringify("x".repeat(256 * 1024)) }, "ValidationException"],
  ])("refuses %j with %s", async (input, code) => {
    await using harness = await start();
    const call = harness.call("StartExecution", { stateMachineArn: harness.ref("Pass"), ...input });
    await expect(call).rejects.toMatchObject({ code });
  });

  it("takes the ARN of a version or an alias", async () => {
    await using harness = await start();
    const stateMachineArn = `${harness.ref("Pass")}:live`;
    await expect(harness.call("StartExecution", { stateMachineArn })).resolves.toHaveProperty("executionArn");
  });
});

describe("an execution", () => {
  it("fails with its states' error", async () => {
    await using harness = await start();
    const executionArn = await run(harness, "Fail");
    await ended(harness, executionArn);
    expect(await harness.call("DescribeExecution", { executionArn })).toMatchObject({
      status: "FAILED",
      error: "Mine",
      cause: "why",
    });
  });

  it("is out of time after its machine's TimeoutSeconds", async () => {
    await using harness = await start();
    const executionArn = await run(harness, "Wait", { seconds: 1000 });
    await harness.clock.advance(100_000);
    await ended(harness, executionArn);
    expect(await harness.call("DescribeExecution", { executionArn })).toMatchObject({
      status: "TIMED_OUT",
    });
  });

  it("ends when it loops for more events than a history has", async () => {
    await using harness = await startService(states, {
      // A clock that goes by itself: the loop lets others have their turn by it.
      clock: createClock(),
      resources: { Loop: machine(loop, { StateMachineName: "loop" }) },
    });
    const executionArn = await run(harness, "Loop");
    await ended(harness, executionArn);
    const { events } = await harness.call("GetExecutionHistory", { executionArn, reverseOrder: true, maxResults: 1 });
    expect(events).toMatchObject([{ id: 25_001, type: "ExecutionFailed" }]);
  });

  it("leaves nothing behind when the engine stops", async () => {
    const harness = await start();
    await run(harness, "Wait", { seconds: 50 });
    await harness[Symbol.asyncDispose]();
    expect(harness.journal.entries({ service: "states", type: "end" })).toEqual([]);
  });
});

describe("StopExecution", () => {
  it("ends an execution where it is", async () => {
    await using harness = await start();
    const executionArn = await run(harness, "Wait", { seconds: 50 });
    const stopDate = harness.clock.now() / 1000;
    expect(await harness.call("StopExecution", { executionArn, error: "Enough", cause: "of it" })).toEqual({
      stopDate,
    });
    expect(await harness.call("DescribeExecution", { executionArn })).toMatchObject({
      status: "ABORTED",
      error: "Enough",
      cause: "of it",
      stopDate,
    });
  });
});

describe("StartSyncExecution", () => {
  it("answers with the end of an express execution", async () => {
    await using harness = await start();
    const call = harness.call("StartSyncExecution", { stateMachineArn: harness.ref("Quick"), input: '{"seconds":2}' });
    await harness.clock.advance(2000);
    expect(await call).toMatchObject({
      executionArn: expect.stringMatching(`^${HEAD}:express:quick:[^:]+:[^:]+$`),
      status: "SUCCEEDED",
      output: '{"seconds":2}',
      billingDetails: { billedDurationInMilliseconds: 2000, billedMemoryUsedInMB: 64 },
    });
  });

  it("answers with its failure, which is no error of the call", async () => {
    await using harness = await start();
    const answer = await harness.call("StartSyncExecution", { stateMachineArn: harness.ref("Broken") });
    expect(answer).toMatchObject({ status: "FAILED", error: "Mine", cause: "why" });
  });

  it("gives an express execution five minutes", async () => {
    const forever = { StartAt: "W", States: { W: { Type: "Wait", Seconds: 1000, End: true } } };
    const resources = { Slow: machine(forever, { StateMachineType: "EXPRESS" }) };
    await using harness = await startService(states, { resources });
    const call = harness.call("StartSyncExecution", { stateMachineArn: harness.ref("Slow") });
    await harness.clock.advance(300_000);
    expect(await call).toMatchObject({ status: "TIMED_OUT" });
  });

  it("refuses a standard machine", async () => {
    await using harness = await start();
    const call = harness.call("StartSyncExecution", { stateMachineArn: harness.ref("Pass") });
    await expect(call).rejects.toMatchObject({ code: "StateMachineTypeNotSupported" });
  });
});

describe("DescribeExecution", () => {
  it.each([
    [`${HEAD}:execution:pass:none`, "ExecutionDoesNotExist"],
    [`${HEAD}:express:quick:a:b`, "InvalidArn"],
    ["nonsense", "InvalidArn"],
  ])("refuses %s with %s", async (executionArn, code) => {
    await using harness = await start();
    await expect(harness.call("DescribeExecution", { executionArn })).rejects.toMatchObject({ code });
  });
});

describe("ListExecutions", () => {
  it("lists a machine's executions, newest first, in pages, and by status", async () => {
    await using harness = await start();
    const stateMachineArn = harness.ref("Wait");
    const names = ["one", "two", "three"];
    for (const name of names) await harness.call("StartExecution", { stateMachineArn, name, input: '{"seconds":9}' });
    await harness.call("StopExecution", { executionArn: `${HEAD}:execution:wait:two` });
    const namesOf = ({ executions }: { executions: readonly { name: string }[] }) => executions.map(({ name }) => name);
    const first = await harness.call("ListExecutions", { stateMachineArn, maxResults: 2 });
    expect(namesOf(first)).toEqual(["three", "two"]);
    const { nextToken } = first;
    expect(namesOf(await harness.call("ListExecutions", { stateMachineArn, maxResults: 2, nextToken }))).toEqual([
      "one",
    ]);
    const running = await harness.call("ListExecutions", { stateMachineArn, statusFilter: "RUNNING" });
    expect(namesOf(running)).toEqual(["three", "one"]);
  });
});

describe("GetExecutionHistory", () => {
  it("tells what happened, each event with the one that it follows", async () => {
    await using harness = await start();
    const executionArn = await run(harness, "Pass", { a: 1 });
    await ended(harness, executionArn);
    const { events } = await harness.call("GetExecutionHistory", { executionArn });
    const timestamp = harness.clock.now() / 1000;
    const details = { truncated: false };
    expect(events).toEqual([
      {
        id: 1,
        previousEventId: 0,
        timestamp,
        type: "ExecutionStarted",
        executionStartedEventDetails: {
          input: '{"a":1}',
          inputDetails: details,
          roleArn: "arn:aws:iam::123456789012:role/r",
        },
      },
      {
        id: 2,
        previousEventId: 0,
        timestamp,
        type: "PassStateEntered",
        stateEnteredEventDetails: { name: "A", input: '{"a":1}', inputDetails: details },
      },
      {
        id: 3,
        previousEventId: 2,
        timestamp,
        type: "PassStateExited",
        stateExitedEventDetails: { name: "A", output: '{"a":1}', outputDetails: details },
      },
      {
        id: 4,
        previousEventId: 3,
        timestamp,
        type: "ExecutionSucceeded",
        executionSucceededEventDetails: { output: '{"a":1}', outputDetails: details },
      },
    ]);
  });
});

describe("state machines", () => {
  it("are listed and described", async () => {
    await using harness = await start();
    const { stateMachines } = await harness.call("ListStateMachines");
    expect(stateMachines).toHaveLength(6);
    const stateMachineArn = harness.ref("Quick");
    expect(await harness.call("DescribeStateMachine", { stateMachineArn })).toMatchObject({
      name: "quick",
      type: "EXPRESS",
      status: "ACTIVE",
      definition: JSON.stringify(wait),
    });
  });

  it("start when something is delivered to them", async () => {
    await using harness = await start();
    const from = { principal: "events.amazonaws.com" };
    await harness.context.targets.deliver(harness.ref("Pass"), '{"detail":1}', from);
    const { data } = await harness.journal.waitFor({ service: "states", type: "end" });
    const description = await harness.call("DescribeExecution", { executionArn: data.executionArn });
    expect(description).toMatchObject({ status: "SUCCEEDED", output: '{"detail":1}' });
  });

  it("have their substitutions made", async () => {
    const DefinitionString =
      '{"StartAt":"A","States":{"A":{"Type":"Pass","Result":{"n":${N},"t":"${T} ${U}"},"End":true}}}';
    const properties = { Definition: undefined, DefinitionString, DefinitionSubstitutions: { N: 7, T: "x" } };
    await using harness = await startService(states, { resources: { Sub: machine({}, properties) } });
    const executionArn = await run(harness, "Sub");
    await ended(harness, executionArn);
    const { output } = await harness.call("DescribeExecution", { executionArn });
    expect(JSON.parse(output)).toEqual({ n: 7, t: "x ${U}" });
  });

  it.each([
    [{ Definition: { StartAt: "A", States: {} } }, /no state 'A' to start at/],
    [{ Definition: undefined, DefinitionString: "{" }, /not JSON/],
    [{ Definition: undefined, DefinitionS3Location: "nowhere.asl.json" }, /not on this machine/],
    [{ Definition: { ...pass, QueryLanguage: "JSONata" } }, /JSONata does not/],
  ])("with %j stop the start, with their place", async (properties, message) => {
    const starting = startService(states, { resources: { Bad: machine(pass, properties) } });
    await expect(starting).rejects.toMatchObject({
      message: expect.stringMatching(message),
      location: { file: "template.yaml", line: 1 },
    });
  });
});

describe("SendTaskSuccess", () => {
  it.each([
    ["SendTaskSuccess", { taskToken: "none", output: "{}" }, "InvalidToken"],
    ["SendTaskSuccess", { taskToken: "A".repeat(128), output: "{}" }, "TaskTimedOut"],
    ["SendTaskSuccess", { taskToken: "none", output: "{" }, "InvalidToken"],
    ["SendTaskFailure", { taskToken: "none" }, "InvalidToken"],
    ["SendTaskHeartbeat", { taskToken: "A".repeat(128) }, "TaskTimedOut"],
  ])("%s with %j is refused with %s", async (operation, input, code) => {
    await using harness = await start();
    await expect(harness.call(operation, input)).rejects.toMatchObject({ code });
  });
});
