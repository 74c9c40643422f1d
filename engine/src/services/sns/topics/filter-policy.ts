import { messageOf } from "../../../kernel/errors.ts";
import { parseJson } from "../../../kernel/parse-json.ts";
import { compileEventPattern, type EventPattern } from "../../../languages/event-pattern/event-pattern.ts";
import { isObject } from "../../../template/plain-data.ts";
import { invalidParameter, readJson } from "./errors.ts";
import type { MessageAttribute } from "./message-attributes.ts";
import type { Publication } from "./publication.ts";

interface Policy {
  readonly FilterPolicy?: string | undefined;
  readonly FilterPolicyScope?: string | undefined;
}

/** Tells which publications a subscription wants. Throws `InvalidParameter` for a policy that SNS would refuse. */
export function compileFilter({ FilterPolicy, FilterPolicyScope = "MessageAttributes" }: Policy) {
  if (!FilterPolicy || FilterPolicy === "{}") return () => true;
  const policy = readJson("FilterPolicy", FilterPolicy);
  checkAnythingBut(policy);
  const matches = compilePattern(FilterPolicy);
  checkSize(policy);
  if (FilterPolicyScope === "MessageAttributes" && isNested(policy))
    throw invalidParameter("Filter policy scope MessageAttributes does not support nested filter policy");
  const view = VIEWS[FilterPolicyScope];
  return (publication: Publication) => {
    const seen = view?.(publication);
    return isObject(seen) && matches(seen);
  };
}

export const isScope = (name: string) => Object.hasOwn(VIEWS, name);

/** Attributes have no members. */
const isNested = (policy: unknown) => Object.values(Object(policy)).some((value) => !Array.isArray(value));

/** SNS leaves out what EventBridge says before the reason. */
function compilePattern(policy: string): EventPattern {
  try {
    return compileEventPattern(policy);
  } catch (error) {
    throw invalidParameter(`FilterPolicy: ${messageOf(error).replace("Event pattern is not valid. Reason: ", "")}`);
  }
}

/** EventBridge takes more operators within `anything-but` than SNS does [11/anything-but-prefix]. */
function checkAnythingBut(policy: unknown): void {
  if (isObject(policy)) Object.values(policy).forEach(checkAnythingBut);
  if (!Array.isArray(policy)) return;
  for (const condition of policy) {
    const excluded = isObject(condition) ? condition["anything-but"] : undefined;
    const other = isObject(excluded) ? Object.keys(excluded).find((name) => name !== "prefix") : undefined;
    if (other !== undefined) throw invalidParameter(`FilterPolicy: Unsupported anything-but pattern: ${other}`);
    const { prefix = "" } = isObject(excluded) ? excluded : {};
    if (typeof prefix !== "string" && !Array.isArray(prefix))
      throw invalidParameter("FilterPolicy: prefix match pattern must be a string");
    checkAnythingBut(condition);
  }
}

/** SNS guide, "Filter policy constraints": of a nested policy the outermost keys count. */
const MOST_KEYS = 5;
const MOST_COMBINATIONS = 150;

function checkSize(policy: unknown): void {
  if (!isObject(policy)) return;
  if (Object.keys(policy).length > MOST_KEYS)
    throw invalidParameter(`FilterPolicy: Filter policy can not have more than ${MOST_KEYS} keys`);
  if (combinationsOf(policy) > MOST_COMBINATIONS) throw invalidParameter("FilterPolicy: Filter policy is too complex");
}

/** Values of each key, times its depth, multiplied; those of alternatives are added. */
function combinationsOf(policy: Readonly<Record<string, unknown>>, depth = 1): number {
  return Object.entries(policy).reduce((product, [name, value]) => {
    if (isObject(value)) return product * combinationsOf(value, depth + 1);
    const values = Array.isArray(value) ? value : [];
    if (name !== "$or") return product * values.length * depth;
    return product * values.filter(isObject).reduce((sum, each) => sum + combinationsOf(each, depth), 0);
  }, 1);
}

/** The part of a publication that a filter policy looks at, by its scope. */
const VIEWS: Readonly<Record<string, (publication: Publication) => unknown>> = {
  MessageAttributes: ({ attributes }) =>
    Object.fromEntries(Object.entries(attributes).map(([name, attribute]) => [name, filterValue(attribute)])),
  // A message that is no JSON object matches nothing, not even what is not there.
  MessageBody: ({ message }) => parseJson(message),
};

function filterValue({ DataType, StringValue = "" }: MessageAttribute): unknown {
  if (DataType.split(".")[0] === "Number") return Number(StringValue);
  return DataType === "String.Array" ? parseJson(StringValue) : StringValue;
}
