import type { Requests } from "../../core/requests/ports.ts";
import type { KeptRequest, Outcome, RequestRef } from "../../core/requests/request.ts";
import { singleKey } from "./keys.ts";
import { isMet } from "./table/condition.ts";
import type { Table } from "./table/table.ts";

/** A row. What is JSON of somebody else's making is kept as its text: DynamoDB knows no number like 1e300. */
interface RequestItem {
  readonly requestId: string;
  readonly tenant?: string;
  readonly userId: string;
  readonly name: string;
  readonly input?: string;
  readonly outcome?: string;
  readonly ttl: number;
}

const keyOf = (request: RequestRef) => singleKey("request", request.requestId, request);

/** `now`: milliseconds since 1970. */
export function createRequests(table: Table, now: () => number): Requests {
  async function find(request: RequestRef): Promise<KeptRequest | undefined> {
    const item = await table.get<RequestItem>(keyOf(request));
    return item && requestOf(item);
  }

  return {
    find,

    async create(request) {
      const put = table.put({
        Item: { ...keyOf(request), ...request, input: textOf(request.input) },
        // DynamoDB deletes late.
        ConditionExpression: "attribute_not_exists(pk) OR #ttl <= :now",
        ExpressionAttributeNames: { "#ttl": "ttl" },
        ExpressionAttributeValues: { ":now": now() / 1000 },
      });
      return (await isMet(put)) ? undefined : find(request);
    },

    async claim(request, untilMs) {
      const update = table.update({
        Key: keyOf(request),
        UpdateExpression: "SET claimedUntil = :until",
        ConditionExpression:
          "attribute_exists(pk) AND attribute_not_exists(outcome) AND (attribute_not_exists(claimedUntil) OR claimedUntil < :now)",
        ExpressionAttributeValues: { ":until": untilMs, ":now": now() },
      });
      const isClaimed = await isMet(update);
      const current = await find(request);
      return isClaimed || current === undefined || current.outcome !== undefined ? current : "taken";
    },

    async finish(request, outcome) {
      const update = table.update({
        Key: keyOf(request),
        UpdateExpression: "SET outcome = :outcome",
        ConditionExpression: "attribute_exists(pk) AND attribute_not_exists(outcome)",
        ExpressionAttributeValues: { ":outcome": JSON.stringify(outcome) },
      });
      return (await isMet(update)) ? outcome : (await find(request))?.outcome;
    },
  };
}

const textOf = (value: unknown) => (value === undefined ? undefined : JSON.stringify(value));

function requestOf({ requestId, tenant, userId, name, input, outcome, ttl }: RequestItem): KeptRequest {
  return {
    requestId,
    tenant,
    userId,
    name,
    ...(input !== undefined && { input: JSON.parse(input) as unknown }),
    ...(outcome !== undefined && { outcome: JSON.parse(outcome) as Outcome }),
    ttl,
  };
}
