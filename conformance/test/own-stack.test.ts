import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { startOwnStack } from "../src/cli/own-stack.ts";

const credentials = { accessKeyId: "test", secretAccessKey: "test" };
const OUTPUTS = { Region: "eu-west-1", AccountId: "123456789012", Main: "abcde12345" };

type Calls = readonly { readonly action: string; readonly body: URLSearchParams }[];

/** A CloudFormation whose stacks come to this status, and an SQS without messages. */
async function startAws(status: "CREATE_COMPLETE" | "ROLLBACK_COMPLETE") {
  const calls: { action: string; body: URLSearchParams }[] = [];
  let isThere = false;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    // Who asks for messages waits until it goes away.
    if (request.headers["x-amz-target"]) return;
    const body = new URLSearchParams(Buffer.concat(chunks).toString());
    const action = String(body.get("Action"));
    calls.push({ action, body });
    if (action === "CreateStack") isThere = true;
    if (action === "DeleteStack") isThere = false;
    response.setHeader("Content-Type", "text/xml");
    if (action === "DescribeStacks" && !isThere) response.writeHead(400).end(NOT_THERE);
    else response.end(answerTo(action, status, (server.address() as AddressInfo).port));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: calls as Calls,
    actions: () => calls.map(({ action }) => action).filter((action) => action !== "DescribeStacks"),
    close: () => server.closeAllConnections() ?? server.close(),
  };
}

const NOT_THERE =
  "<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack does not exist</Message></Error></ErrorResponse>";

function answerTo(action: string, status: string, port: number): string {
  const outputs = { ...OUTPUTS, EventsQueueUrl: `http://127.0.0.1:${port}/queue` };
  const members = Object.entries(outputs)
    .map(([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`)
    .join("");
  const stack = `<Stacks><member><StackName>x</StackName><CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>${status}</StackStatus><Outputs>${members}</Outputs></member></Stacks>`;
  return `<${action}Response><${action}Result>${action === "DescribeStacks" ? stack : ""}</${action}Result></${action}Response>`;
}

describe("the stack on AWS", () => {
  const opened: { close: () => void }[] = [];
  afterEach(() => {
    for (const { close } of opened.splice(0)) close();
  });

  async function start(status: Parameters<typeof startAws>[0], choices: { yes?: boolean; keep?: boolean } = {}) {
    const aws = await startAws(status);
    opened.push(aws);
    const said: string[] = [];
    const { yes = true, keep = false } = choices;
    const target = startOwnStack({
      region: "eu-west-1",
      credentials,
      endpoint: aws.endpoint,
      yes,
      keep,
      say: (line) => said.push(line),
    });
    return { aws, said, target };
  }

  it("is made of the plain template, named by its outputs, and gone at the end", async () => {
    const { aws, said, target } = await start("CREATE_COMPLETE");
    const started = await target;
    const [{ body } = { body: new URLSearchParams() }] = aws.calls;
    expect(body.get("TemplateBody")?.length).toBeLessThan(51_200);
    expect(body.get("Capabilities.member.1")).toBe("CAPABILITY_IAM");
    expect(started.stage("Main/test").wsUrl).toBe("wss://abcde12345.execute-api.eu-west-1.amazonaws.com/test");
    await started[Symbol.asyncDispose]();
    expect(aws.actions()).toEqual(["CreateStack", "DeleteStack"]);
    expect(said.join("\n")).toMatch(/USD[\s\S]* is gone\./);
  });

  it("is removed when it could not be made", async () => {
    const { aws, target } = await start("ROLLBACK_COMPLETE");
    await expect(target).rejects.toThrow();
    expect(aws.actions()).toEqual(["CreateStack", "DeleteStack"]);
  });

  it("stays where it is to be kept, and its user is told how to remove it", async () => {
    const { aws, said, target } = await start("CREATE_COMPLETE", { keep: true });
    await (await target)[Symbol.asyncDispose]();
    expect(aws.actions()).toEqual(["CreateStack"]);
    expect(said.at(-1)).toContain("aws cloudformation delete-stack --stack-name portcullis-conformance-");
  });

  it("is not made before somebody has agreed, and nobody can without a terminal", async () => {
    const { aws, target } = await start("CREATE_COMPLETE", { yes: false });
    await expect(target).rejects.toThrow("Nothing was made.");
    expect(aws.calls).toEqual([]);
  });
});
