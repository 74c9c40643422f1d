import { conditions } from "../facts/dynamodb/conditions.ts";
import { definitions } from "../facts/dynamodb/definitions.ts";
import { expressions } from "../facts/dynamodb/expressions.ts";
import { items } from "../facts/dynamodb/items.ts";
import { queries } from "../facts/dynamodb/queries.ts";
import { reads } from "../facts/dynamodb/reads.ts";
import { scans } from "../facts/dynamodb/scans.ts";
import { several } from "../facts/dynamodb/several.ts";
import { updates } from "../facts/dynamodb/updates.ts";
import { values } from "../facts/dynamodb/values.ts";
import type { StoreTable } from "./store-table.ts";

/** Everything that is known of DynamoDB, to be tried at any store. */
export const STORE_TABLES: readonly StoreTable[] = [
  items,
  expressions,
  updates,
  conditions,
  reads,
  queries,
  scans,
  values,
  several,
  definitions,
];
