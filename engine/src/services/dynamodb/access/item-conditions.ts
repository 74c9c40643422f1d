import {
  listOf,
  memberConditions,
  type OperationInput,
  type RequestContext,
  recordOf,
  textOf,
} from "../../../iam/index.ts";

/**
 * DynamoDB's condition keys for the parts of a request that name items: an input, or the entries of a batch.
 * `partitionKey` is the name of the key attribute. Where it is unknown every value might be the key's: `LeadingKeys`
 * then has more than AWS's, so that a policy for one's own keys does not let more through than it should.
 */
export function itemConditions(parts: readonly OperationInput[], partitionKey: string | undefined): RequestContext {
  return {
    "dynamodb:LeadingKeys": unique(parts.flatMap((part) => leadingKeys(part, partitionKey))),
    "dynamodb:Attributes": unique(parts.flatMap(attributes)),
    ...Object.fromEntries(parts.flatMap((part) => Object.entries(scalarConditions(part)))),
  };
}

export const unique = (texts: readonly string[]) => [...new Set(texts)];

function scalarConditions(part: OperationInput): RequestContext {
  const given = memberConditions("dynamodb", part, ["ReturnConsumedCapacity", "ReturnValues", "Select"]);
  return part.ProjectionExpression === undefined && part.AttributesToGet === undefined
    ? given
    : { ...given, "dynamodb:Select": "SPECIFIC_ATTRIBUTES" };
}

function leadingKeys(part: OperationInput, partitionKey: string | undefined): readonly string[] {
  const item = part.Item ?? part.Key;
  if (item !== undefined) return valuesOf(recordOf(item), partitionKey);
  if (part.KeyConditionExpression !== undefined) return equalValues(part, partitionKey);
  const conditions = Object.entries(recordOf(part.KeyConditions)).map(([name, condition]) => [
    name,
    listOf(recordOf(condition).AttributeValueList)[0],
  ]);
  return valuesOf(Object.fromEntries(conditions), partitionKey);
}

function valuesOf(attributeValues: OperationInput, name: string | undefined): readonly string[] {
  const wanted = name === undefined ? Object.values(attributeValues) : [attributeValues[name]];
  return wanted.flatMap(scalarText);
}

/** `{ S: "a" }`, `{ N: "1" }` or `{ B: "…" }` as text; other types are no keys. */
export function scalarText(attributeValue: unknown): readonly string[] {
  const { S, N, B } = recordOf(attributeValue);
  const text = S ?? N ?? B;
  return typeof text === "string" ? [text] : [];
}

const EQUALITY = /(?<![\w.#-])(#?[A-Za-z_][\w.-]*)\s*=\s*(:\w+)/g;

/** The values that a key condition compares the partition key with; all values when none is found. */
function equalValues(part: OperationInput, partitionKey: string | undefined): readonly string[] {
  const values = recordOf(part.ExpressionAttributeValues);
  const equal = [...textOf(part.KeyConditionExpression).matchAll(EQUALITY)]
    .filter(([, name = ""]) => partitionKey === undefined || resolveName(name, part) === partitionKey)
    .flatMap(([, , placeholder = ""]) => scalarText(values[placeholder]));
  return equal.length > 0 ? equal : Object.values(values).flatMap(scalarText);
}

const resolveName = (name: string, part: OperationInput): string =>
  name.startsWith("#") ? textOf(recordOf(part.ExpressionAttributeNames)[name]) : name;

const EXPRESSIONS = [
  "ConditionExpression",
  "FilterExpression",
  "KeyConditionExpression",
  "ProjectionExpression",
  "UpdateExpression",
];

/** Members that are maps by attribute name, most of them from before there were expressions. */
const ATTRIBUTE_MAPS = ["AttributeUpdates", "Expected", "Item", "Key", "KeyConditions", "QueryFilter", "ScanFilter"];

/** Names at the beginning of a path; a function's name is followed by a parenthesis, a value's by nothing of a name. */
const NAME = /(?<![\w.:#])(#?[A-Za-z_]\w*)\b(?!\s*\()/g;
const KEYWORD = /^(?:ADD|AND|BETWEEN|DELETE|IN|NOT|OR|REMOVE|SET)$/i;

/** The top-level attributes that a part names. */
function attributes(part: OperationInput): readonly string[] {
  const inExpressions = EXPRESSIONS.flatMap((member) => [...textOf(part[member]).matchAll(NAME)])
    .map(([, name = ""]) => name)
    .filter((name) => !KEYWORD.test(name))
    .map((name) => resolveName(name, part));
  const inMaps = ATTRIBUTE_MAPS.flatMap((member) => Object.keys(recordOf(part[member])));
  return [...inExpressions, ...inMaps, ...listOf(part.AttributesToGet).map(textOf)];
}
