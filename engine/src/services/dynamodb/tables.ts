import { ServiceError } from "../../kernel/errors.ts";
import type { TableProperties } from "./resource-types.ts";
import type { Store } from "./store/client.ts";

/** Creates a template's table and sets its time to live; a table that kept data has already is left as it is. */
export async function ensureTable(store: Store, tableName: string, properties: TableProperties): Promise<void> {
  try {
    await store.call("CreateTable", createTableInput(tableName, properties));
  } catch (error) {
    if (!(error instanceof ServiceError && error.code === "ResourceInUseException")) throw error;
  }
  await ensureTimeToLive(store, tableName, properties.TimeToLiveSpecification);
}

async function ensureTimeToLive(
  store: Store,
  tableName: string,
  specification: TableProperties["TimeToLiveSpecification"],
): Promise<void> {
  if (!specification?.Enabled || !specification.AttributeName) return;
  const { TimeToLiveDescription } = await store.call("DescribeTimeToLive", { TableName: tableName });
  if ((TimeToLiveDescription as { TimeToLiveStatus?: string } | undefined)?.TimeToLiveStatus === "ENABLED") return;
  await store.call("UpdateTimeToLive", {
    TableName: tableName,
    TimeToLiveSpecification: { AttributeName: specification.AttributeName, Enabled: true },
  });
}

/** CloudFormation's properties as the `CreateTable` API takes them. */
export function createTableInput(tableName: string, properties: TableProperties): Record<string, unknown> {
  const { TimeToLiveSpecification, StreamSpecification, BillingMode, ProvisionedThroughput, ...rest } = properties;
  const provisioned = BillingMode !== "PAY_PER_REQUEST";
  return {
    ...rest,
    TableName: tableName,
    BillingMode: BillingMode ?? "PROVISIONED",
    ...(provisioned && { ProvisionedThroughput }),
    GlobalSecondaryIndexes: properties.GlobalSecondaryIndexes?.map((index) => ({
      ...index,
      ProvisionedThroughput: provisioned ? index.ProvisionedThroughput : undefined,
    })),
    ...(StreamSpecification && { StreamSpecification: { StreamEnabled: true, ...StreamSpecification } }),
  };
}

/** The names of all tables. */
export async function listTables(store: Store): Promise<string[]> {
  const names: string[] = [];
  let last: unknown;
  do {
    const page = await store.call("ListTables", last === undefined ? {} : { ExclusiveStartTableName: last });
    names.push(...(page.TableNames as string[]));
    last = page.LastEvaluatedTableName;
  } while (last !== undefined);
  return names;
}
