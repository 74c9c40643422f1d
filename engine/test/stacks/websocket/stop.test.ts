import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { WebSocket } from "ws";
import { startEngine } from "../../../src/engine.ts";

const folder = mkdtempSync(join(tmpdir(), "portcullis-stop-"));
const template = join(folder, "template.yaml");

beforeAll(() =>
  writeFileSync(
    template,
    `
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::WebSocketApi
    Properties:
      RouteSelectionExpression: $request.body.action
      Routes:
        $connect: { FunctionArn: !GetAtt Slow.Arn }
        $disconnect: { FunctionArn: !GetAtt Slow.Arn }
  Slow:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      Timeout: 60
      InlineCode: |
        exports.handler = async ({ requestContext: { eventType } }) =>
          eventType === "CONNECT" ? { statusCode: 200 } : new Promise((done) => setTimeout(done, 60_000));
`,
  ),
);
afterAll(() => rmSync(folder, { recursive: true }));

it("A function that is at work when the engine stops has not failed", async () => {
  const engine = await startEngine({ template });
  const [api] = engine.webSockets;
  const client = new WebSocket(api?.url ?? "");
  client.on("error", () => undefined);
  await engine.journal.waitFor({ type: "connect" });
  await engine.stop();
  const { data } = await engine.journal.waitFor({ type: "report", data: { stopped: true } });
  expect(data).not.toHaveProperty("error");
  expect(engine.journal.entries({ type: "error" })).toEqual([]);
});
