import { invalidParameter, readJson } from "./errors.ts";
import { compileFilter, isScope } from "./filter-policy.ts";
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

/** Protocols whose endpoints have to confirm, which nobody asks them for from here. */
const CONFIRMING: ReadonlySet<string> = new Set(["http", "https", "email", "email-json"]);

export const isPending = ({ protocol }: Pick<Recipient, "protocol">) => CONFIRMING.has(protocol);

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
  if (scope === undefined || isScope(scope)) return;
  throw invalidParameter(
    `FilterPolicyScope: Invalid value [${scope}]. Please use either MessageBody or MessageAttributes`,
  );
}

function deadLetterQueueOf(redrivePolicy: string | undefined): string | undefined {
  if (!redrivePolicy) return undefined;
  const policy = readJson("RedrivePolicy", redrivePolicy);
  const arn =
    typeof policy === "object" && policy !== null && "deadLetterTargetArn" in policy ? policy.deadLetterTargetArn : "";
  if (typeof arn === "string" && arn.startsWith("arn:")) return arn;
  throw invalidParameter("RedrivePolicy: deadLetterTargetArn is an invalid arn");
}
