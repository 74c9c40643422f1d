import { isObject, type PlainObject } from "../../../template/plain-data.ts";

/** Elements of a list go at once on DynamoDB; the store takes one after the other: the last ones have to go first. */
export function withOrderedRemovals(input: PlainObject): PlainObject {
  const { UpdateExpression, TransactItems } = input;
  if (typeof UpdateExpression === "string") {
    const ordered = orderedRemovals(UpdateExpression);
    return ordered === UpdateExpression ? input : { ...input, UpdateExpression: ordered };
  }
  return Array.isArray(TransactItems) ? { ...input, TransactItems: TransactItems.map(inAction) } : input;
}

const inAction = (item: unknown) =>
  isObject(item) && isObject(item.Update) ? { ...item, Update: withOrderedRemovals(item.Update) } : item;

/** `REMOVE` and its paths, up to the next clause. */
const REMOVALS = /(?<![:#.\w])(REMOVE\s+)(.*?)(?=\s(?<![:#.\w])(?:SET|ADD|DELETE)\s|$)/is;

const orderedRemovals = (expression: string) =>
  expression.replace(REMOVALS, (_all, keyword: string, paths: string) => {
    const ordered = paths.split(",").map((path) => path.trim());
    return keyword + ordered.sort(lastElementsFirst).join(", ");
  });

function lastElementsFirst(one: string, other: string): number {
  const [steps, others] = [one, other].map((path) => path.split(/[.[\]]+/));
  for (const [index, step] of (steps ?? []).entries()) {
    const against = others?.[index] ?? "";
    if (step === against) continue;
    const isIndex = /^\d+$/.test(step) && /^\d+$/.test(against);
    return isIndex ? Number(against) - Number(step) : step < against ? -1 : 1;
  }
  return 0;
}
