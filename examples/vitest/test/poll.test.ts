import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { useEngine } from "portcullis/vitest";
import { describe, expect, it } from "vitest";

const poll = useEngine({ template: "template.yaml", iam: "enforce" });

const tokenOf = async (user: string) => String((await poll.invoke("CreateToken", { user })).result);
const connect = async (user: string) => poll.connect({ protocols: ["poll", await tokenOf(user)] });

describe("a vote", () => {
  it("is told to everybody", async () => {
    const [ada, ben] = [await connect("ada"), await connect("ben")];
    ada.send({ action: "vote", choice: "tea" });
    for (const socket of [ada, ben]) await expect(socket).toReceive({ type: "result", tea: 1, coffee: 0 });
    await expect(poll).toHaveInvoked("Vote", { event: { requestContext: { routeKey: "vote" } } });
  });

  it("counts once for each user", async () => {
    const cleo = await connect("cleo");
    cleo.send({ action: "vote", choice: "coffee" });
    await expect(cleo).toReceive({ type: "result", coffee: 1 });
    cleo.send({ action: "vote", choice: "tea" });
    await expect(cleo).toReceive({ type: "error", message: "You have voted." });
  });

  it("is for what there is", async () => {
    const dan = await connect("dan");
    dan.send({ action: "vote", choice: "beer" });
    await expect(dan).toReceive({ type: "error" });
    await expect(dan).not.toReceive({ type: "result" });
  });
});

describe("the authorizer", () => {
  it.each([[[]], [["poll"]], [["poll", "eve"]]])("refuses %j", async (protocols) => {
    expect(await poll.refusedHandshake({ protocols })).toMatchObject({ status: 401 });
  });

  it("refuses a token after its hour", async () => {
    const protocols = ["poll", await tokenOf("eve")];
    await poll.advance({ minutes: 61 });
    expect(await poll.refusedHandshake({ protocols })).toMatchObject({ status: 401 });
  });
});

describe("a connection that is gone", () => {
  it("is forgotten with the next post to it", async () => {
    const [fay] = [await connect("fay"), await connect("gus")];
    poll.faults.add({ kind: "gone", user: "gus" });
    const before = await countConnections();
    fay.send({ action: "vote", choice: "tea" });
    await expect(fay).toReceive({ type: "result" });
    await poll.settled();
    expect(await countConnections()).toBe(before - 1);
  });
});

async function countConnections(): Promise<number> {
  const TableName = poll.stack.resources.get("Votes")?.physicalId;
  const { Items = [] } = await new DynamoDBClient(poll.sdk).send(new ScanCommand({ TableName }));
  return Items.filter(({ type }) => type?.S === "connection").length;
}
