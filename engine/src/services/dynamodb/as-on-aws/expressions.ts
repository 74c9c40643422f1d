import { parseJson } from "../../../kernel/parse-json.ts";
import { isObject, listOf, objectOf, type PlainObject } from "../../../template/plain-data.ts";

/** A request that goes on to the store with this body, or is refused. */
export type Checked = { readonly body: Buffer } | { readonly refusal: string };

/** Words of requests that the bundled store reads in another way than DynamoDB. Others are not looked at. */
const SUSPECT = /attribute_type|\bbetween\b|\bremove\b|"Parameters"\s*:\s*\[\s*\]/i;

/** Holds a request's expressions against DynamoDB's rules where the bundled store has none. */
export function checked(operation: string, body: Buffer): Checked {
  if (!SUSPECT.test(body.toString("latin1"))) return { body };
  const input = parseJson(body.toString());
  if (!isObject(input)) return { body };
  const refusal = refusalOf(operation, input);
  if (refusal !== undefined) return { refusal };
  return operation === "UpdateItem" || operation === "TransactWriteItems"
    ? { body: Buffer.from(JSON.stringify(withOrderedRemovals(input))) }
    : { body };
}

function refusalOf(operation: string, input: PlainObject): string | undefined {
  if (operation.endsWith("ExecuteStatement") && Array.isArray(input.Parameters) && input.Parameters.length === 0)
    return "1 validation error detected: Value '[]' at 'parameters' failed to satisfy constraint: Member must have length greater than or equal to 1";
  for (const part of [input, ...actionsOf(input)])
    for (const name of EXPRESSIONS) {
      const reason = reasonOf(String(part[name] ?? ""), objectOf(part.ExpressionAttributeValues));
      if (reason !== undefined) return `Invalid ${name}: ${reason}`;
    }
  return undefined;
}

const EXPRESSIONS = ["ConditionExpression", "FilterExpression", "KeyConditionExpression"];

/** The actions of a transaction. */
const actionsOf = ({ TransactItems }: PlainObject): readonly PlainObject[] =>
  listOf(TransactItems).flatMap((item) => Object.values(objectOf(item)).map(objectOf));

const TYPES = ["B", "NULL", "SS", "BOOL", "L", "BS", "N", "NS", "S", "M"];

function reasonOf(expression: string, values: PlainObject): string | undefined {
  for (const [, placeholder = ""] of expression.matchAll(/attribute_type\s*\([^,()]+,\s*(:\w+)\s*\)/g)) {
    const [type, text] = typed(values[placeholder]);
    if (type !== undefined && type !== "S")
      return `Incorrect operand type for operator or function; operator or function: attribute_type, operand type: ${type}`;
    if (type === "S" && !TYPES.includes(String(text)))
      return `Invalid attribute type name found; type: ${text}, valid types: {${TYPES.join(",")}}`;
  }
  for (const [, lower = "", upper = ""] of expression.matchAll(/\bBETWEEN\s+(:\w+)\s+AND\s+(:\w+)/gi)) {
    const [low, high] = [typed(values[lower]), typed(values[upper])];
    if (isGreater(low, high))
      return `The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {${low.join(":")}}, upper bound operand: AttributeValue: {${high.join(":")}}`;
  }
  return undefined;
}

type Typed = readonly [type: string | undefined, value: unknown];

const typed = (value: unknown): Typed => {
  const [type, content] = Object.entries(objectOf(value))[0] ?? [];
  return [type, content];
};

function isGreater([type, low]: Typed, [otherType, high]: Typed): boolean {
  if (type !== otherType) return false;
  if (type === "N") return Number(low) > Number(high);
  return type === "S" && Buffer.compare(Buffer.from(String(low)), Buffer.from(String(high))) > 0;
}

/** Elements of a list go at once on DynamoDB; the store takes one after the other: the last ones have to go first. */
function withOrderedRemovals(input: PlainObject): PlainObject {
  const { UpdateExpression, TransactItems } = input;
  return {
    ...input,
    ...(typeof UpdateExpression === "string" && { UpdateExpression: orderedRemovals(UpdateExpression) }),
    ...(Array.isArray(TransactItems) && {
      TransactItems: TransactItems.map((item) =>
        isObject(item) && isObject(item.Update) ? { ...item, Update: withOrderedRemovals(item.Update) } : item,
      ),
    }),
  };
}

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
