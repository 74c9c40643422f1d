import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ServiceProxy, startPostProxy } from "../support/proxy.ts";
import { createPushing } from "../support/pushing.ts";
import type { TestSocket } from "../support/sockets.ts";
import { type System, startSystem } from "../support/system.ts";

const UPDATES = 40;
const NEIGHBOURS = 3;

let proxy: ServiceProxy;
let system: System;
let { connectAs, publish, settle } = {} as ReturnType<typeof createPushing>;
/** The connection whose posts are never answered, and how many there were. */
let hangingPath: string | undefined;
let hangingPosts = 0;

beforeAll(async () => {
  proxy = await startPostProxy({
    intercept({ url }) {
      if (hangingPath === undefined || url !== hangingPath) return false;
      hangingPosts++;
      return true;
    },
  });
  system = await startSystem(proxy.template, [
    ...["--parameter", "TestTools=true"],
    ...["--parameter", "EventBusName=default"],
  ]);
  proxy.aimAt(system.managementUrl);
  ({ connectAs, publish, settle } = createPushing(system));
});
afterAll(async () => {
  await system[Symbol.asyncDispose]();
  await proxy[Symbol.asyncDispose]();
});

async function hang(userId: string): Promise<void> {
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(system.sdk));
  const TableName = system.outputs.TableName;
  const { Items = [] } = await documents.send(new ScanCommand({ TableName, ConsistentRead: true }));
  const row = Items.find((item) => item.userId === userId && item.sk === "META");
  hangingPath = `/dev/@connections/${encodeURIComponent(String(row?.connectionId))}`;
  hangingPosts = 0;
}

const seqsOf = ({ received }: TestSocket) =>
  received.flatMap(({ type, message, seq }) =>
    type === "Entity Updated" && !String(message).startsWith("marker") ? [seq] : [],
  );
const ALL = Array.from({ length: UPDATES }, (_, index) => index + 1);

describe("a subscriber whose posts are never answered", () => {
  it("costs an event of many updates one timeout and its neighbours nothing, and gets all of them in the end", async () => {
    using slow = await connectAs("slow-user", ["stalled"]);
    const neighbours = await Promise.all(
      Array.from({ length: NEIGHBOURS }, (_, index) => connectAs(`quick-user-${index}`, ["stalled"])),
    );
    await hang("slow-user");
    const updates = ALL.map((message) => ({ entityId: "stalled", message }));
    await publish("entities-updated", [{ updates }]);
    await Promise.all(neighbours.map((neighbour) => neighbour.next({ message: UPDATES })));
    // One by the publisher, and one by each function that makes deliveries of the queue.
    expect(hangingPosts).toBeGreaterThan(0);
    expect(hangingPosts).toBeLessThan(UPDATES / 2);
    expect(seqsOf(slow)).toEqual([]);

    // The history had it from the first post on, so that who comes back need not wait.
    using back = await connectAs("slow-user");
    back.send({ action: "subscribe", entityId: "stalled", since: UPDATES - 5 });
    expect(await back.next({ type: "subscribed" })).toMatchObject({ seq: UPDATES, recovered: true });

    hangingPath = undefined;
    // All attempts are over, and nobody counts as stalled any more.
    await expect
      .poll(
        async () => {
          await system.advance(60);
          return new Set(seqsOf(slow)).size;
        },
        { interval: 500 },
      )
      .toBe(UPDATES);
    const [one = expect.fail()] = neighbours;
    await settle(one, "stalled");
    for (const neighbour of neighbours) {
      expect(seqsOf(neighbour)).toEqual(ALL);
      neighbour[Symbol.dispose]();
    }
  }, 60_000);
});
