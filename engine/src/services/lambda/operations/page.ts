import { ServiceError } from "../../../kernel/errors.ts";
import { paginate } from "../../contract/paging.ts";

/** `MaxItems` and `Marker` of a list, as its URL has them. */
export type PageInput = Readonly<Record<string, unknown>>;

const MOST_ITEMS = 10_000;

const invalid = (message: string) =>
  new ServiceError("InvalidParameterValueException", message, { members: { Type: "User" } });

/** One page of a list. `largest`: the most that Lambda gives at once, however many are asked for. */
export function pageOf<T>(items: readonly T[], input: PageInput, largest: number) {
  const { MaxItems = largest, Marker } = input;
  const wanted = Number(MaxItems);
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > MOST_ITEMS)
    throw invalid(`MaxItems must be a number from 1 to ${MOST_ITEMS}, not ${MaxItems}.`);
  // The AWS CLI sends an empty one where it has none.
  const nextToken = Marker === undefined || Marker === "" ? undefined : String(Marker);
  if (nextToken !== undefined && !/^\d+$/.test(nextToken)) throw invalid("Invalid pagination token.");
  const { page, nextToken: NextMarker } = paginate(items, { maxResults: Math.min(wanted, largest), nextToken });
  return { page, NextMarker };
}
