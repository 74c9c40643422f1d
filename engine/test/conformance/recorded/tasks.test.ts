import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AwsClient } from "aws4fetch";
import { afterAll, beforeAll, expect } from "vitest";
import { type Engine, startEngine } from "../../../src/engine.ts";
import { type TaskFact, tasks } from "./facts/step-functions/tasks.ts";
import { expected, tryFacts } from "./try-facts.ts";

const credentials = { accessKeyId: "test", secretAccessKey: "test" };
const HEAD = "arn:aws:states:us-east-1:000000000000:stateMachine";

const sub = (value: object): unknown =>
  JSON.parse(JSON.stringify(value).replaceAll(/\$\{(\w+)\}/g, (_all, name: string) => engine.outputs[name] ?? ""));

const nameOf = ({ id }: Pick<TaskFact, "id">) => id.replaceAll("/", "-");

/** CloudFormation replaces `${…}` in the definition, and `DefinitionSubstitutions` do the same. */
function machine(fact: TaskFact) {
  const state = { Type: "Task", End: true, Resource: `arn:aws:states:::${fact.resource}`, ...fact.fields };
  return {
    Type: "AWS::StepFunctions::StateMachine",
    Properties: {
      StateMachineName: nameOf(fact),
      RoleArn: "arn:aws:iam::000000000000:role/r",
      DefinitionSubstitutions: { Table: { Ref: "Table" }, Queue: { Ref: "Queue" } },
      Definition: { StartAt: "Only", States: { Only: state } },
    },
  };
}

const RESOURCES = {
  Table: {
    Type: "AWS::DynamoDB::Table",
    Properties: {
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    },
  },
  Queue: { Type: "AWS::SQS::Queue" },
  Topic: { Type: "AWS::SNS::Topic" },
  FifoTopic: { Type: "AWS::SNS::Topic", Properties: { FifoTopic: true } },
  Pass: {
    Type: "AWS::StepFunctions::StateMachine",
    Properties: {
      StateMachineName: "pass",
      RoleArn: "arn:aws:iam::000000000000:role/r",
      Definition: { StartAt: "P", States: { P: { Type: "Pass", End: true } } },
    },
  },
};

let engine: Engine;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "recorded-tasks-"));
  const machines = tasks.facts.map((fact, index) => [`Machine${index}`, machine(fact)] as const);
  const outputs = Object.keys(RESOURCES).map((name) => [name, { Value: { Ref: name } }]);
  const template = join(folder, "template.json");
  const document = {
    Resources: { ...RESOURCES, ...Object.fromEntries(machines) },
    Outputs: Object.fromEntries(outputs),
  };
  await writeFile(template, JSON.stringify(document));
  engine = await startEngine({ template });
});

afterAll(async () => {
  await engine?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function states(operation: string, input: object) {
  const client = new AwsClient({ ...credentials, region: "us-east-1", service: "states" });
  const response = await client.fetch(engine.endpoint, {
    method: "POST",
    headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": `AWSStepFunctions.${operation}` },
    body: JSON.stringify(input),
  });
  return response.json();
}

/** Waits until the machine is at an end, or waits itself: then time goes on. */
async function run(fact: TaskFact) {
  const input = JSON.stringify(sub(fact.input));
  const { executionArn } = await states("StartExecution", { stateMachineArn: `${HEAD}:${nameOf(fact)}`, input });
  const end = engine.journal.waitFor({ service: "states", type: "end", data: { executionArn } });
  if (fact.resource.endsWith("waitForTaskToken")) {
    await engine.journal.waitFor({ service: "sqs", type: "send" });
    await engine.clock.advance(60_000);
  }
  await end;
  const { events } = await states("GetExecutionHistory", { executionArn });
  return { ...(await states("DescribeExecution", { executionArn })), events };
}

tryFacts("Tasks", tasks.facts, async (fact) => {
  const { error, cause, output, events } = await run(fact);
  expect(error, cause).toBe(fact.error);
  if (fact.cause !== undefined) expect(cause).toEqual(expected(fact.cause));
  if (fact.output !== undefined) expect(JSON.parse(output)).toMatchObject(expected(fact.output) as object);
  for (const name of fact.absent ?? []) expect(JSON.parse(output)).not.toHaveProperty(name);
  const scheduled = events.find(({ type }: { type: string }) => type === "TaskScheduled");
  if (fact.scheduled) expect(scheduled.taskScheduledEventDetails).toMatchObject(fact.scheduled);
});
