import type { Connection } from "../../core/connections/connection.ts";

/**
 * `mayReplace` as a condition on an item that has the `exp` and `iat` of a token. What it names is given with the rest of
 * the update.
 */
export function mayReplaceThere({ iat }: Pick<Connection, "iat">): string {
  if (iat === undefined) return "attribute_not_exists(#iat)";
  return "(attribute_not_exists(#iat) OR #iat < :iat OR (#iat = :iat AND #exp <= :exp))";
}
