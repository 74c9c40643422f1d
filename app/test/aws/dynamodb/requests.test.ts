import { afterEach, describe, expect, it, vi } from "vitest";
import { createRequests } from "../../../src/aws/dynamodb/requests.ts";
import { openTable } from "../../../src/aws/dynamodb/table/table.ts";
import { functionEnvironment, type RecordedCall, type StubAnswer, startAwsStub } from "../../support/aws-stub.ts";
import { NOW_MS, NOW_SECONDS } from "../../support/fakes.ts";

afterEach(() => vi.unstubAllEnvs());

const REF = { requestId: "1", tenant: "acme" };
const REQUEST = { ...REF, userId: "ann", name: "greet", input: { n: 1e300, deep: [null, ""] }, ttl: NOW_SECONDS + 60 };
const ROW = {
  requestId: { S: "1" },
  tenant: { S: "acme" },
  userId: { S: "ann" },
  name: { S: "greet" },
  input: { S: '{"n":1e+300,"deep":[null,""]}' },
  ttl: { N: String(NOW_SECONDS + 60) },
};
const notMet: StubAnswer = { status: 400, body: { __type: "x#ConditionalCheckFailedException", message: "" } };

async function start(answer: (call: RecordedCall) => StubAnswer) {
  const stub = await startAwsStub(answer);
  for (const [name, value] of Object.entries(functionEnvironment(stub.endpoint))) vi.stubEnv(name, value);
  const requests = createRequests(openTable("connections"), () => NOW_MS);
  const bodies = () => stub.calls.map(({ body }) => JSON.parse(body));
  return { requests, bodies, [Symbol.asyncDispose]: () => stub[Symbol.asyncDispose]() };
}

const reads = (Item?: object) => (call: RecordedCall) => (call.operation === "GetItem" ? { body: { Item } } : notMet);

describe("the row of a request", () => {
  it("is written on condition that there is none whose time is not over", async () => {
    await using world = await start(() => ({ body: {} }));
    expect(await world.requests.create(REQUEST)).toBeUndefined();
    expect(world.bodies()).toMatchObject([
      {
        Item: { pk: { S: "T#acme#request#1" }, sk: { S: "META" }, ...ROW },
        ConditionExpression: "attribute_not_exists(pk) OR #ttl <= :now",
        ExpressionAttributeValues: { ":now": { N: String(NOW_SECONDS) } },
      },
    ]);
  });

  it("that is there already is given back as it was put in", async () => {
    await using world = await start(reads(ROW));
    expect(await world.requests.create({ ...REQUEST, name: "another" })).toEqual(REQUEST);
    expect(world.bodies()[1]).toMatchObject({ Key: { pk: { S: "T#acme#request#1" } }, ConsistentRead: true });
  });

  it("keeps how it ended", async () => {
    await using world = await start(() => ({ body: {} }));
    await world.requests.finish(REF, { status: "succeeded", result: { n: 1 } });
    expect(world.bodies()).toMatchObject([
      { ExpressionAttributeValues: { ":outcome": { S: '{"status":"succeeded","result":{"n":1}}' } } },
    ]);
  });
});

describe("a claim", () => {
  it("is made in one write, and says whose the request is", async () => {
    await using world = await start(({ operation }) => ({ body: operation === "GetItem" ? { Item: ROW } : {} }));
    expect(await world.requests.claim(REF, NOW_MS + 1)).toEqual(REQUEST);
    expect(world.bodies()[0]).toMatchObject({
      UpdateExpression: "SET claimedUntil = :until",
      ExpressionAttributeValues: { ":until": { N: String(NOW_MS + 1) }, ":now": { N: String(NOW_MS) } },
    });
  });

  const outcome = { status: "failed", error: { code: "no", message: "No." } } as const;

  it.each([
    ["taken", ROW, "taken"],
    ["ended", { ...ROW, outcome: { S: JSON.stringify(outcome) } }, { ...REQUEST, outcome }],
    ["unknown", undefined, undefined],
  ])("on one that is %s is not made", async (_, row, found) => {
    await using world = await start(reads(row));
    expect(await world.requests.claim(REF, NOW_MS + 1)).toEqual(found);
  });

  it("that DynamoDB cannot decide rejects", async () => {
    await using world = await start(() => ({ status: 400, body: { __type: "ValidationException" } }));
    await expect(world.requests.claim(REF, NOW_MS + 1)).rejects.toMatchObject({ code: "ValidationException" });
  });
});
