import { GetCommand, PutCommand, paginateQuery, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { connectionIdOf, singleKey, userKey } from "../core/keys.ts";
import type { Revocations } from "../core/ports.ts";
import { isIssuedBefore } from "../core/revoke.ts";
import { unlessConditionFails } from "./condition.ts";
import type { Table } from "./table.ts";
import { type UserRowLife, userRowTtl } from "./users.ts";

export function createRevocations(table: Table, life: UserRowLife): Revocations {
  const { documents, TableName } = table;
  const find = async (Key: Readonly<Record<string, string>>) =>
    (await documents.send(new GetCommand({ TableName, Key, ConsistentRead: true }))).Item;

  return {
    async revokeUser(user, issuedBefore) {
      const update = new UpdateCommand({
        TableName,
        Key: userKey(user),
        UpdateExpression: "SET issuedBefore = :issuedBefore, #ttl = :ttl",
        ConditionExpression: "attribute_not_exists(issuedBefore) OR issuedBefore < :issuedBefore",
        ExpressionAttributeNames: { "#ttl": "ttl" },
        ExpressionAttributeValues: { ":issuedBefore": issuedBefore, ":ttl": userRowTtl(life) },
      });
      await unlessConditionFails(documents.send(update), undefined);
    },

    async revokeToken(jti) {
      const Item = { ...singleKey("revoked", jti), ttl: userRowTtl(life) };
      await documents.send(new PutCommand({ TableName, Item }));
    },

    async isTokenRevoked(jti) {
      return (await find({ ...singleKey("revoked", jti) })) !== undefined;
    },

    async isUserRevoked(identity) {
      const issuedBefore: unknown = (await find({ ...userKey(identity) }))?.issuedBefore;
      return typeof issuedBefore === "number" && isIssuedBefore(identity, issuedBefore);
    },

    async connectionsWith(jti) {
      const pages = paginateQuery(
        { client: documents },
        {
          TableName,
          IndexName: "TokenIndex",
          KeyConditionExpression: "jti = :jti AND begins_with(pk, :connections)",
          ExpressionAttributeValues: { ":jti": jti, ":connections": "C#" },
        },
      );
      const connectionIds: string[] = [];
      for await (const { Items = [] } of pages) connectionIds.push(...(Items as { pk: string }[]).map(connectionIdOf));
      return connectionIds;
    },
  };
}
