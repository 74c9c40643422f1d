import { setTimeout as sleep } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { BatchWriteCommand, DynamoDBDocumentClient, paginateScan } from "@aws-sdk/lib-dynamodb";
import type { TestSocket } from "../support/sockets.ts";
import type { System } from "../support/system.ts";

type Row = Readonly<Record<string, unknown>>;

const BATCH_SIZE = 25;

/** The rows of connections and of what they subscribed to, for what cannot be done over sockets. */
export function createRegistry({ sdk, outputs }: System) {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(sdk));
  const TableName = outputs.TableName ?? "";

  async function scan(): Promise<Row[]> {
    const rows: Row[] = [];
    for await (const { Items = [] } of paginateScan({ client, pageSize: 1_000 }, { TableName, ConsistentRead: true }))
      rows.push(...Items.filter(({ pk }) => String(pk).startsWith("C#")));
    return rows;
  }

  async function rowsOf(partitions: ReadonlySet<unknown>): Promise<Row[]> {
    return (await scan()).filter(({ pk }) => partitions.has(pk));
  }

  async function put(rows: readonly Row[]): Promise<void> {
    for (let start = 0; start < rows.length; start += BATCH_SIZE) {
      const requests = rows.slice(start, start + BATCH_SIZE).map((Item) => ({ PutRequest: { Item } }));
      const { UnprocessedItems = {} } = await client.send(
        new BatchWriteCommand({ RequestItems: { [TableName]: requests } }),
      );
      if (Object.keys(UnprocessedItems).length > 0) throw new Error("The table did not take all rows.");
    }
  }

  return {
    rowsOf,

    /** The registry then holds for each connection what `subscribe` would have written, down to the last attribute. */
    async subscribeOthersAlike(): Promise<void> {
      const rows = await scan();
      const connections = rows.filter(({ sk }) => sk === "META");
      const model = rows.find(({ sk }) => sk !== "META") ?? {};
      const subscribed = new Set(rows.filter(({ sk }) => sk === model.sk).map(({ pk }) => pk));
      const others = connections.filter(({ pk }) => !subscribed.has(pk));
      await put(
        others.map(({ pk, userId, exp, ttl, connectionId }) => ({
          ...model,
          pk,
          userId,
          exp,
          ttl,
          GSI1SK: `subscription#${connectionId}`,
        })),
      );
      await put(others.map((row) => ({ ...row, subscriptions: 1 })));
    },

    /** Closes sockets, and leaves their rows as they are when `$disconnect` was lost. Resolves with their partitions. */
    async killWithoutDisconnect(sockets: readonly TestSocket[]): Promise<ReadonlySet<unknown>> {
      const before = await scan();
      for (const { socket } of sockets) socket.close();
      await Promise.all(sockets.map(({ closed }) => closed));
      let remaining = new Set<unknown>();
      do {
        await sleep(1_000);
        remaining = new Set((await scan()).map(({ pk }) => pk));
      } while (new Set(before.map(({ pk }) => pk)).size - remaining.size < sockets.length);
      const lost = before.filter(({ pk }) => !remaining.has(pk));
      await put(lost);
      return new Set(lost.map(({ pk }) => pk));
    },
  };
}
