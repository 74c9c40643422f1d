import { messageOf } from "../../../kernel/errors.ts";
import { parseJson } from "../../../kernel/parse-json.ts";
import { compileEventPattern, type EventPattern } from "../../../languages/event-pattern/event-pattern.ts";
import { invalidParameter } from "./errors.ts";
import type { MessageAttribute } from "./message-attributes.ts";
import type { Publication } from "./publication.ts";

/** A subscription's attributes as they were set, each as the API's text. */
export type SubscriptionAttributes = Readonly<Partial<Record<SubscriptionAttribute, string>>>;

const ATTRIBUTES = [
  "DeliveryPolicy",
  "FilterPolicy",
  "FilterPolicyScope",
  "RawMessageDelivery",
  "RedrivePolicy",
  "SubscriptionRoleArn",
] as const;

type SubscriptionAttribute = (typeof ATTRIBUTES)[number];

/** A subscription as its notifications need it: plain data. */
export interface Recipient {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly attributes: SubscriptionAttributes;
  readonly raw: boolean;
  readonly deadLetterQueueArn: string | undefined;
}

export interface Subscription extends Recipient {
  /** Its last description in a template; undefined for one of no template. */
  readonly fromTemplate?: SubscriptionDescription | undefined;
  readonly wants: (publication: Publication) => boolean;
}

export type SubscriptionDescription = Pick<Recipient, "arn" | "topicArn" | "protocol" | "endpoint" | "attributes">;

/** Compiles the filter policy. Throws `InvalidParameter` for attributes that SNS would refuse. */
export function compileSubscription(description: SubscriptionDescription): Subscription {
  for (const name of Object.keys(description.attributes))
    if (!(ATTRIBUTES as readonly string[]).includes(name)) throw invalidParameter("AttributeName");
  const attributes = withRawMessageDelivery(description.attributes);
  checkScope(attributes.FilterPolicyScope);
  return {
    ...description,
    attributes,
    raw: attributes.RawMessageDelivery === "true",
    deadLetterQueueArn: deadLetterQueueOf(attributes.RedrivePolicy),
    wants: compileFilter(attributes),
  };
}

/** SNS takes the word in any letter case, and keeps it in lower case. */
function withRawMessageDelivery({ RawMessageDelivery, ...others }: SubscriptionAttributes): SubscriptionAttributes {
  if (RawMessageDelivery === undefined) return others;
  const word = RawMessageDelivery.toLowerCase();
  if (word === "true" || word === "false") return { ...others, RawMessageDelivery: word };
  throw invalidParameter(`RawMessageDelivery: Invalid value [${RawMessageDelivery}]. Must be true or false.`);
}

function checkScope(scope: string | undefined): void {
  if (scope === undefined || Object.hasOwn(VIEWS, scope)) return;
  throw invalidParameter(
    `FilterPolicyScope: Invalid value [${scope}]. Please use either MessageBody or MessageAttributes`,
  );
}

function deadLetterQueueOf(redrivePolicy: string | undefined): string | undefined {
  if (!redrivePolicy) return undefined;
  const policy = parseJson(redrivePolicy);
  if (policy === undefined) throw invalidParameter("RedrivePolicy: failed to parse JSON.");
  const arn =
    typeof policy === "object" && policy !== null && "deadLetterTargetArn" in policy ? policy.deadLetterTargetArn : "";
  if (typeof arn === "string" && arn.startsWith("arn:")) return arn;
  throw invalidParameter("RedrivePolicy: deadLetterTargetArn is invalid");
}

function compileFilter({ FilterPolicy, FilterPolicyScope = "MessageAttributes" }: SubscriptionAttributes) {
  if (!FilterPolicy || FilterPolicy === "{}") return () => true;
  const matches = compilePattern(FilterPolicy);
  if (FilterPolicyScope === "MessageAttributes" && isNested(FilterPolicy))
    throw invalidParameter("Filter policy scope MessageAttributes does not support nested filter policy");
  const view = VIEWS[FilterPolicyScope];
  return (publication: Publication) => matches(view?.(publication));
}

/** Attributes have no members. */
function isNested(policy: string): boolean {
  return Object.values(Object(parseJson(policy))).some((value) => !Array.isArray(value));
}

/** SNS leaves out what EventBridge says before the reason. */
function compilePattern(policy: string): EventPattern {
  try {
    return compileEventPattern(policy);
  } catch (error) {
    throw invalidParameter(`FilterPolicy: ${messageOf(error).replace("Event pattern is not valid. Reason: ", "")}`);
  }
}

/** The part of a publication that a filter policy looks at, by its scope. */
const VIEWS: Readonly<Record<string, (publication: Publication) => unknown>> = {
  MessageAttributes: ({ attributes }) =>
    Object.fromEntries(Object.entries(attributes).map(([name, attribute]) => [name, filterValue(attribute)])),
  // A message that is no JSON has no fields that could match.
  MessageBody: ({ message }) => parseJson(message),
};

function filterValue({ DataType, StringValue = "" }: MessageAttribute): unknown {
  if (DataType.split(".")[0] === "Number") return Number(StringValue);
  return DataType === "String.Array" ? parseJson(StringValue) : StringValue;
}
