import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { expect, it } from "vitest";
import { startSystem } from "../support/system.ts";

/** Node.js cannot interrupt a thread in the middle of this. */
const HASHING = `
  const { pbkdf2Sync } = require("node:crypto");
  exports.handler = async () => { console.log("hashing"); pbkdf2Sync("a", "b", 2e9, 64, "sha512"); };
`;

const TEMPLATE = {
  Resources: {
    Hashing: {
      Type: "AWS::Lambda::Function",
      Properties: {
        FunctionName: "hashing",
        Runtime: "nodejs22.x",
        Handler: "index.handler",
        Timeout: 900,
        Role: "arn:aws:iam::000000000000:role/function-role",
        Code: { ZipFile: HASHING },
      },
    },
  },
};

it("ends within seconds although a function is in the middle of native code", async () => {
  const folder = await mkdtemp(join(tmpdir(), "stop-"));
  const template = join(folder, "template.json");
  await writeFile(template, JSON.stringify(TEMPLATE));
  await using system = await startSystem(template);
  const lambda = new LambdaClient(system.sdk);
  await lambda.send(new InvokeCommand({ FunctionName: "hashing", InvocationType: "Event" }));
  await system.waitFor(({ type, data }) => type === "log" && data.line === "hashing");
  system.process.kill("SIGTERM");
  expect(await once(system.process, "exit")).toEqual([null, "SIGKILL"]);
  lambda.destroy();
  await rm(folder, { recursive: true });
});
