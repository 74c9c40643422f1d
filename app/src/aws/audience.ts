import { paginateQuery } from "@aws-sdk/lib-dynamodb";
import type { Target } from "../core/connection.ts";
import { connectionIdOf, entityPartition, SUBSCRIPTION_PREFIX, USER_PREFIX, userPartition } from "../core/keys.ts";
import type { Audience } from "../core/ports.ts";
import type { Table } from "./table.ts";

export function createAudience({ documents, TableName }: Table): Audience {
  async function query(partition: string, prefix: string): Promise<readonly Target[]> {
    const targets: Target[] = [];
    const pages = paginateQuery(
      { client: documents },
      {
        TableName,
        IndexName: "GSI1",
        KeyConditionExpression: "GSI1PK = :partition AND begins_with(GSI1SK, :prefix)",
        ExpressionAttributeValues: { ":partition": partition, ":prefix": prefix },
      },
    );
    for await (const { Items = [] } of pages) targets.push(...Items.map(targetOf));
    return targets;
  }

  return {
    subscribersOf: (entityId) => query(entityPartition(entityId), SUBSCRIPTION_PREFIX),
    connectionsOf: (userId) => query(userPartition(userId), USER_PREFIX),
  };
}

function targetOf(item: Readonly<Record<string, unknown>>): Target {
  const { pk, exp, ttl, connectedAt } = item as { pk: string; exp: number; ttl: number; connectedAt?: number };
  return { connectionId: connectionIdOf({ pk }), exp, ttl, ...(connectedAt !== undefined && { connectedAt }) };
}
