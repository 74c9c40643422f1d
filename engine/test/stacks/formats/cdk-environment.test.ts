import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, startEngine } from "../../../src/engine.ts";
import { fixture } from "../fixture.ts";
import { connect } from "../socket.ts";

let engine: Engine;

beforeAll(async () => {
  engine = await startEngine({ template: fixture("cdk-environment") });
});
afterAll(() => engine.stop());

describe("a CDK stack with env", () => {
  it("runs in the account and region that its literal ARNs name", async () => {
    await using socket = await connect(`${engine.webSockets[0]?.url}?token=ann`);
    socket.send({ action: "where" });
    expect(await socket.next()).toMatch(/^arn:aws:lambda:eu-west-1:111122223333:function:/);
  });

  it("says so once, with the file", () => {
    expect(engine.stack.notices.filter(({ isTold, severity }) => isTold || severity !== "info")).toEqual([
      {
        severity: "info",
        code: "environment-found",
        message:
          "It is for account 111122223333 and region eu-west-1, which the stack gets here; --account-id and --region say otherwise.",
        location: { file: fixture("cdk-environment/cdk.out/manifest.json") },
        isTold: true,
      },
    ]);
  });
});
