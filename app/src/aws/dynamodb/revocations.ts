import type { Revocations } from "../../core/tokens/ports.ts";
import { isIssuedBefore } from "../../core/tokens/revocation.ts";
import { connectionIdOf, connectionPartition, singleKey, userKey } from "./keys.ts";
import { unlessConditionFails } from "./table/condition.ts";
import { pagesOf, type Table } from "./table/table.ts";
import { type UserRowLife, userRowTtl } from "./users.ts";

export function createRevocations(table: Table, life: UserRowLife): Revocations {
  return {
    async revokeUser(user, issuedBefore) {
      const update = table.update({
        Key: userKey(user),
        UpdateExpression: "SET issuedBefore = :issuedBefore, #ttl = :ttl",
        ConditionExpression: "attribute_not_exists(issuedBefore) OR issuedBefore < :issuedBefore",
        ExpressionAttributeNames: { "#ttl": "ttl" },
        ExpressionAttributeValues: { ":issuedBefore": issuedBefore, ":ttl": userRowTtl(life, issuedBefore) },
      });
      await unlessConditionFails(update, undefined);
    },

    async revokeToken(token) {
      await table.put({ Item: { ...singleKey("revoked", token.jti, token), ttl: userRowTtl(life) } });
    },

    async isTokenRevoked(token) {
      return (await table.get(singleKey("revoked", token.jti, token))) !== undefined;
    },

    async isUserRevoked(identity) {
      const row = await table.get<{ issuedBefore?: number }>(userKey(identity));
      return row?.issuedBefore !== undefined && isIssuedBefore(identity, row.issuedBefore);
    },

    async connectionsWith(jti) {
      const pages = pagesOf<{ pk: string }>(table, {
        IndexName: "TokenIndex",
        KeyConditionExpression: "jti = :jti AND begins_with(pk, :connections)",
        ExpressionAttributeValues: { ":jti": jti, ":connections": connectionPartition("") },
      });
      const connectionIds: string[] = [];
      for await (const items of pages) connectionIds.push(...items.map(connectionIdOf));
      return connectionIds;
    },
  };
}
