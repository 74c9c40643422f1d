import type { Connection } from "../../core/connections/connection.ts";
import type { Place, Users } from "../../core/connections/ports.ts";
import type { AwsApiError } from "../http/json-api.ts";
import { userKey } from "./keys.ts";
import { unlessConditionFails } from "./table/condition.ts";
import type { Table } from "./table/table.ts";

export interface UserRowLife {
  readonly maxTokenSeconds: number;
  readonly now: () => number;
}

/** Least life of a row, longer than any connection's. */
const MIN_LIFE_SECONDS = 3 * 60 * 60;

/** Allowance for clocks, and for the time between a decision and its row. */
const MARGIN_SECONDS = 10 * 60;

/**
 * Gives the time after which no connection and no token of today is of interest, nor one of `until` (seconds since
 * 1970) where that is later. Each write moves it on, none back.
 */
export function userRowTtl({ maxTokenSeconds, now }: UserRowLife, until = 0): number {
  const last = Math.max(Math.floor(now() / 1000), Math.ceil(until));
  return last + Math.max(maxTokenSeconds, MIN_LIFE_SECONDS) + MARGIN_SECONDS;
}

/** A set holds each place once, with the time that it was taken. */
const textOf = ({ connectionId, connectedAt }: Place) => `${connectedAt} ${connectionId}`;

function placeOf(text: string): Place {
  const [connectedAt = "", connectionId = ""] = text.split(" ");
  return { connectionId, connectedAt: Number(connectedAt) };
}

/** All that those need who never open a connection. */
export function createPlaces(table: Table): Pick<Users, "givePlacesBack" | "placesOf"> {
  return {
    async givePlacesBack(user, places) {
      const update = table.update({
        Key: userKey(user),
        UpdateExpression: "DELETE places :places",
        // Without it a row would be made for a user who has none.
        ConditionExpression: "attribute_exists(pk)",
        ExpressionAttributeValues: { ":places": new Set(places.map(textOf)) },
      });
      await unlessConditionFails(update, undefined);
    },

    async placesOf(user) {
      const row = await table.get<{ places?: ReadonlySet<string> }>(userKey(user));
      return [...(row?.places ?? [])].map(placeOf);
    },
  };
}

export function createUsers(table: Table, life: UserRowLife): Users {
  return {
    ...createPlaces(table),
    async noteInUse(user, untilMs) {
      const update = table.update({
        Key: userKey(user),
        UpdateExpression: "SET inUseUntil = :until",
        // Without it a row would be made for a user who has none.
        ConditionExpression: "attribute_exists(pk)",
        ExpressionAttributeValues: { ":until": untilMs },
      });
      await unlessConditionFails(update, undefined);
    },

    async takePlace(connection, maxConnections) {
      const update = table.update({
        Key: userKey(connection),
        UpdateExpression: "ADD places :place SET #ttl = :ttl",
        ConditionExpression:
          "(attribute_not_exists(places) OR size(places) < :cap) AND (attribute_not_exists(issuedBefore) OR issuedBefore <= :iat)",
        ExpressionAttributeNames: { "#ttl": "ttl" },
        ExpressionAttributeValues: {
          ":place": new Set([textOf(connection)]),
          ":cap": maxConnections,
          // 1970: a token that does not say when it was issued is older than whatever was revoked.
          ":iat": connection.iat ?? 0,
          ":ttl": userRowTtl(life),
        },
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      });
      return unlessConditionFails(
        update.then(() => "taken" as const),
        (error) => whyNot(connection, error, life.now()),
      );
    },
  };
}

/** An error's item comes as DynamoDB sends it. */
interface FailedItem {
  readonly issuedBefore?: { readonly N: string };
  readonly inUseUntil?: { readonly N: string };
}

function whyNot({ iat = 0 }: Connection, { body }: AwsApiError, nowMs: number): "revoked" | "full" | "in use" {
  const { issuedBefore, inUseUntil } = (body.Item ?? {}) as FailedItem;
  if (Number(issuedBefore?.N ?? 0) > iat) return "revoked";
  return Number(inUseUntil?.N ?? 0) > nowMs ? "in use" : "full";
}
