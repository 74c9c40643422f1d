import { afterEach, describe, expect, it, vi } from "vitest";
import type { TableStreamRecord } from "../../../src/aws/dynamodb/table/stream.ts";
import { startAwsStub } from "../../support/aws-stub.ts";
import { CONTEXT, coldStart, outputOf } from "../../support/lambda.ts";

afterEach(() => vi.unstubAllEnvs());

const SECONDS = Math.floor(Date.now() / 1000);

/** A connection's row after a ping. */
const pinged = (connectionId: string, pings: number, exp = SECONDS + 600): TableStreamRecord => ({
  eventID: connectionId,
  dynamodb: {
    SequenceNumber: connectionId,
    ApproximateCreationDateTime: SECONDS,
    NewImage: {
      connectionId: { S: connectionId },
      userId: { S: "user-1" },
      pings: { N: String(pings) },
      exp: { N: String(exp) },
      ttl: { N: String(exp + 600) },
    },
  },
});

describe("the stream of the table", () => {
  it("asks again for a record that is of nothing, and for those after it alone", async () => {
    await using stub = await startAwsStub(() => ({ body: {} }));
    const { handler } = await coldStart(
      stub.endpoint,
      () => import("../../../src/handlers/events/presence-changes.ts"),
    );
    const nothing = { SequenceNumber: "2", ApproximateCreationDateTime: SECONDS, NewImage: { pk: { S: "x" } } };
    const Records = [pinged("1", 1), { eventID: "2", dynamodb: nothing }, pinged("3", 1)];
    await outputOf(async () =>
      expect(await handler({ Records }, CONTEXT)).toEqual({ batchItemFailures: [{ itemIdentifier: "2" }] }),
    );
  });

  it("has connections closed that ping too often or too late, and no other", async () => {
    await using stub = await startAwsStub(() => ({ body: {} }));
    const { handler } = await coldStart(
      stub.endpoint,
      () => import("../../../src/handlers/events/presence-changes.ts"),
    );
    const Records = [pinged("flood=", 500), pinged("late=", 1, SECONDS - 1), pinged("renewed=", 1)];
    await outputOf(async () => expect(await handler({ Records }, CONTEXT)).toEqual({ batchItemFailures: [] }));
    const sent = stub.calls.map(({ body }) => JSON.parse(body));
    for (const { QueueUrl } of sent) expect(QueueUrl).toMatch(/\/close$/);
    expect(sent.map(({ Entries }) => JSON.parse(Entries[0].MessageBody))).toEqual([
      { kind: "close", connectionId: "flood=", code: "too_many_messages" },
      { kind: "close", connectionId: "late=", code: "token_expired" },
    ]);
  });
});
