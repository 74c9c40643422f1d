import type { CreateTableCommandInput } from "@aws-sdk/client-dynamodb";
import type { CallFact } from "../calls.ts";
import type { FactTable } from "../fact.ts";

/** Facts about DynamoDB that share tables, which are made once for all of them. */
export interface StoreTable extends FactTable<CallFact> {
  readonly service: "DynamoDB";
  readonly tables: readonly CreateTableCommandInput[];
  /** Items that are there before the first fact, by table; facts only read them. */
  readonly items?: Readonly<Record<string, readonly object[]>>;
}
