import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, startEngine } from "../src/engine.ts";

const folder = mkdtempSync(join(tmpdir(), "portcullis-outputs-"));
const template = join(folder, "template.yaml");
let engine: Engine;

beforeAll(async () => {
  writeFileSync(
    template,
    `
Resources:
  Jobs: { Type: AWS::SQS::Queue }
Outputs:
  JobsUrl: { Value: !Ref Jobs }
  JobsOfOthers: { Value: "https://sqs.us-east-1.amazonaws.com/123456789012/others" }
`,
  );
  engine = await startEngine({ template });
});
afterAll(async () => {
  await engine.stop();
  rmSync(folder, { recursive: true });
});

describe("the URL of a queue among the outputs", () => {
  it("is a local one, by which SDK v3, which follows a queue's URL, reaches the queue", async () => {
    const { JobsUrl: QueueUrl = "" } = engine.outputs;
    expect(QueueUrl).toBe(`${engine.endpoint}/000000000000/${QueueUrl.split("/").at(-1)}`);
    // No endpoint but that of the URL itself.
    const client = new SQSClient({
      region: "us-east-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: "to do" }));
    const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl }));
    expect(Messages?.map(({ Body }) => Body)).toEqual(["to do"]);
    client.destroy();
  });

  it("stays as it is when the queue is somebody else's", () => {
    expect(engine.outputs.JobsOfOthers).toBe("https://sqs.us-east-1.amazonaws.com/123456789012/others");
  });
});
