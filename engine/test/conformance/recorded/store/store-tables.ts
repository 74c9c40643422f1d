import { conditions } from "../facts/dynamodb/conditions.ts";
import { expressions } from "../facts/dynamodb/expressions.ts";
import { items } from "../facts/dynamodb/items.ts";
import { reads } from "../facts/dynamodb/reads.ts";
import { updates } from "../facts/dynamodb/updates.ts";
import type { StoreTable } from "./store-table.ts";

/** Everything that is known of DynamoDB, to be tried at any store. */
export const STORE_TABLES: readonly StoreTable[] = [items, expressions, updates, conditions, reads];
