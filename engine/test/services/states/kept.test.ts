import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { states } from "../../../src/services/states/definition.ts";
import { type Harness, startService, type TemplateResources } from "../harness.ts";
import { type Run, Runs } from "../runs.ts";

const machine = (States: object, properties: object = {}) => ({
  Type: "AWS::StepFunctions::StateMachine",
  Properties: {
    RoleArn: "arn:aws:iam::123456789012:role/r",
    Definition: { StartAt: "A", States },
    ...properties,
  },
});

const WAIT = { A: { Type: "Wait", Seconds: 60, End: true } };

const MACHINES: TemplateResources = {
  Pass: machine({ A: { Type: "Pass", Result: { passed: true }, End: true } }, { StateMachineName: "pass" }),
  Fail: machine({ A: { Type: "Fail", Error: "Mine", Cause: "why" } }, { StateMachineName: "fail" }),
  Wait: machine(WAIT, { StateMachineName: "wait" }),
  Quick: machine(WAIT, { StateMachineName: "quick", StateMachineType: "EXPRESS" }),
};

let runs: Runs;
let service: Harness & Run;

beforeEach(async () => {
  runs = new Runs();
  service = await runs.next((run) => startService(states, { ...run, resources: MACHINES }));
});
afterEach(() => runs[Symbol.asyncDispose]());

/** Leaves the run before as a kill does, or stops it, once all that it acknowledged is kept. */
async function again({ stopped = false, resources = MACHINES, laterMs = 0 } = {}): Promise<void> {
  await service.kept.settled();
  if (stopped) await service.service[Symbol.asyncDispose]();
  await service.kept.settled();
  service = await runs.next((run) => startService(states, { ...run, resources }), laterMs);
}

async function begin(logicalId: string, name: string, input = "{}"): Promise<string> {
  const request = { stateMachineArn: service.ref(logicalId), name, input };
  return (await service.call("StartExecution", request)).executionArn;
}

async function finish(logicalId: string, name: string, input?: string): Promise<string> {
  const executionArn = await begin(logicalId, name, input);
  await service.journal.waitFor({ service: "states", type: "end", data: { executionArn } });
  return executionArn;
}

const describeExecution = (executionArn: string) => service.call("DescribeExecution", { executionArn });
const history = async (executionArn: string) => (await service.call("GetExecutionHistory", { executionArn })).events;

describe("Step Functions, started again", () => {
  it("has the results and histories of executions that had ended", async () => {
    const arns = [await finish("Pass", "one", '{"a":1}'), await finish("Fail", "two")];
    const before = await Promise.all(arns.map(describeExecution));
    const events = await Promise.all(arns.map(history));
    expect(before).toMatchObject([
      { status: "SUCCEEDED", output: '{"passed":true}', input: '{"a":1}' },
      { status: "FAILED", error: "Mine", cause: "why" },
    ]);
    await again({ laterMs: 60_000 });
    await again({ laterMs: 120_000 });
    expect(await Promise.all(arns.map(describeExecution))).toEqual(before);
    expect(await Promise.all(arns.map(history))).toEqual(events);
  });

  it("does not begin an execution whose name has been used", async () => {
    await finish("Pass", "one");
    await again();
    await expect(begin("Pass", "one")).rejects.toMatchObject({ code: "ExecutionAlreadyExists" });
    await finish("Pass", "two");
    const { executions } = await service.call("ListExecutions", { stateMachineArn: service.ref("Pass") });
    expect(executions.map(({ name }: { name: string }) => name)).toEqual(["two", "one"]);
  });

  it.each([false, true])("tells of executions that the engine's end has ended (stopped: %s)", async (stopped) => {
    const executionArn = await begin("Wait", "one", '{"a":1}');
    const { startDate } = await describeExecution(executionArn);
    await again({ stopped, laterMs: 5_000 });
    const ended = await describeExecution(executionArn);
    expect(ended).toMatchObject({
      status: "ABORTED",
      error: "Portcullis.EngineEnded",
      cause: expect.stringContaining("The engine ended while the execution ran."),
      input: '{"a":1}',
      startDate,
      stopDate: startDate + 5,
    });
    expect(service.journal.entries({ type: "end", data: { executionArn, status: "ABORTED" } })).toHaveLength(1);
    expect((await history(executionArn)).map(({ type }: { type: string }) => type)).toEqual([
      "ExecutionStarted",
      "ExecutionAborted",
    ]);
    await expect(begin("Wait", "one", '{"a":1}')).rejects.toMatchObject({ code: "ExecutionAlreadyExists" });
    await again({ laterMs: 60_000 });
    expect(await describeExecution(executionArn)).toEqual(ended);
    expect(service.journal.entries({ type: "end" })).toEqual([]);
  });

  it("begins express executions again that had not ended, and no others", async () => {
    const executionArn = await begin("Quick", "one");
    await again();
    await service.clock.advance(60_000);
    const end = await service.journal.waitFor({ service: "states", type: "end", data: { executionArn } });
    expect(end.data.status).toBe("SUCCEEDED");
    await again();
    expect(service.journal.entries({ type: "start" })).toEqual([]);
  });

  it("does not begin executions again whose caller waited for the end", async () => {
    void service.call("StartSyncExecution", { stateMachineArn: service.ref("Quick") });
    await service.journal.waitFor({ service: "states", type: "start" });
    await again();
    expect(service.journal.entries({ type: "start" })).toEqual([]);
  });

  it("does not begin executions again whose state machine has become an express one", async () => {
    const executionArn = await begin("Wait", "one");
    const express = machine(WAIT, { StateMachineName: "wait", StateMachineType: "EXPRESS" });
    await again({ resources: { ...MACHINES, Wait: express } });
    expect(service.journal.entries({ type: "start" })).toEqual([]);
    expect(await describeExecution(executionArn)).toMatchObject({ status: "ABORTED" });
  });

  it("forgets executions of state machines that the template no longer has", async () => {
    const executionArn = await finish("Pass", "one");
    const { Pass: _, ...resources } = MACHINES;
    await again({ resources });
    await again();
    await expect(describeExecution(executionArn)).rejects.toMatchObject({ code: "ExecutionDoesNotExist" });
  });
});
