import { afterEach, describe, expect, it, vi } from "vitest";
import { createStreams } from "../../../src/aws/dynamodb/streams.ts";
import { openTable } from "../../../src/aws/dynamodb/table/table.ts";
import { functionEnvironment, type RecordedCall, type StubAnswer, startAwsStub } from "../../support/aws-stub.ts";
import { NOW_MS, NOW_SECONDS } from "../../support/fakes.ts";

afterEach(() => vi.unstubAllEnvs());

const HISTORY_SECONDS = 600;
const KEPT_SECONDS = 3600 + HISTORY_SECONDS;
const STREAM = { tenant: "t", entityId: "e", streamId: "s#1" };

async function start(answer: (call: RecordedCall) => StubAnswer = () => ({ body: {} })) {
  const stub = await startAwsStub(answer);
  for (const [name, value] of Object.entries(functionEnvironment(stub.endpoint))) vi.stubEnv(name, value);
  const streams = createStreams(openTable("connections"), { historySeconds: HISTORY_SECONDS, now: () => NOW_MS });
  return { stub, streams, bodies: () => stub.calls.map(({ body }) => JSON.parse(body)) };
}

describe("a piece of a stream", () => {
  it("is a row of the stream's own partition, which is kept for an hour and the history", async () => {
    const { stub, streams, bodies } = await start();
    await using _ = stub;
    await streams.keep(STREAM, [{ offset: 7, text: "text" }]);
    expect(bodies()).toMatchObject([
      {
        Item: {
          pk: { S: "T#t#E#e#T#s%231" },
          sk: { S: "0000000000000007" },
          text: { S: "text" },
          ttl: { N: String(NOW_SECONDS + KEPT_SECONDS) },
        },
      },
    ]);
  });

  it("that is the last is written before it is noted that the stream has ended", async () => {
    const { stub, streams, bodies } = await start();
    await using _ = stub;
    await streams.keep(STREAM, [
      { offset: 0, text: "a" },
      { offset: 1, state: "ended" },
    ]);
    expect(stub.calls.map(({ operation }) => operation)).toEqual(["PutItem", "PutItem", "UpdateItem"]);
    expect(bodies()[1].Item).toMatchObject({ sk: { S: "END" }, offset: { N: "1" }, state: { S: "ended" } });
    expect(bodies()[2]).toMatchObject({
      Key: { pk: { S: "T#t#E#e" }, sk: { S: "T#s%231" } },
      ExpressionAttributeValues: { ":endedAt": { N: String(NOW_SECONDS) } },
    });
  });
});

describe("a claim", () => {
  it("is given when nobody has it, with how much was pushed", async () => {
    const { stub, streams } = await start(() => ({ body: { Attributes: { pushed: { N: "7" } } } }));
    await using _ = stub;
    expect(await streams.claim(STREAM, NOW_MS + 60_000)).toBe(7);
  });

  it("is not given while somebody has it", async () => {
    const { stub, streams } = await start(() => ({ status: 400, body: { __type: "ConditionalCheckFailedException" } }));
    await using _ = stub;
    expect(await streams.claim(STREAM, NOW_MS + 60_000)).toBeUndefined();
    // Nor does it hurt who gives back what somebody else has by now.
    await streams.release(STREAM, 7, NOW_MS + 60_000);
  });
});

describe("the streams of an entity", () => {
  const row = (streamId: string, fields: Readonly<Record<string, number>>, data?: string) => ({
    streamId: { S: streamId },
    ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, { N: String(value) }])),
    ...(data !== undefined && { data: { S: data } }),
  });

  it("are those that are open or ended within the history, the newest first, and those that are asked for by name", async () => {
    const Items = [
      row("old", { openedAt: 1, endedAt: NOW_SECONDS - HISTORY_SECONDS }),
      row("named", { openedAt: 2, endedAt: NOW_SECONDS - HISTORY_SECONDS }),
      row("open", { openedAt: 3 }, '{"author":"assistant"}'),
      row("ended", { openedAt: 4, endedAt: NOW_SECONDS - HISTORY_SECONDS + 1 }),
    ];
    const { stub, streams } = await start(() => ({ body: { Items } }));
    await using _ = stub;
    expect(await streams.listOf(STREAM, ["named", "unknown"])).toEqual([
      { streamId: "ended" },
      { streamId: "open", data: { author: "assistant" } },
      { streamId: "named" },
    ]);
  });

  it("are 20 at most, without those that are asked for", async () => {
    const Items = Array.from({ length: 50 }, (_, index) => row(`s${index}`, { openedAt: index }));
    const { stub, streams } = await start(() => ({ body: { Items } }));
    await using _ = stub;
    const ids = (await streams.listOf(STREAM, ["s0"])).map(({ streamId }) => streamId);
    expect(ids).toEqual([...Array.from({ length: 20 }, (_, index) => `s${49 - index}`), "s0"]);
  });
});
