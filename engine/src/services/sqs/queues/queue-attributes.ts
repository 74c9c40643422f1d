import { type AttributeTexts, defaultAttributes } from "./attributes.ts";
import { sqsError } from "./errors.ts";
import type { Queue } from "./queue.ts";

const seconds = (milliseconds: number) => String(Math.floor(milliseconds / 1000));

/** All attributes of a queue, as `GetQueueAttributes` answers them. */
function allAttributes(queue: Queue): Record<string, string> {
  const { visible, delayed, inFlight } = queue.counts();
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    CreatedTimestamp: seconds(queue.createdAt),
    LastModifiedTimestamp: seconds(queue.modifiedAt),
    ...defaultAttributes(queue.attributes),
    ...withoutEmpty(queue.attributes),
  };
}

/** The default, in seconds, which is not shown. */
const DEFAULT_KEY_REUSE = "300";

/** Setting a policy to "" takes it away, and a key's period goes with its default. */
function withoutEmpty({ KmsDataKeyReusePeriodSeconds, ...attributes }: AttributeTexts): Record<string, string> {
  const period = KmsDataKeyReusePeriodSeconds === DEFAULT_KEY_REUSE ? undefined : KmsDataKeyReusePeriodSeconds;
  const shown = { ...attributes, ...(period !== undefined && { KmsDataKeyReusePeriodSeconds: period }) };
  return Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== ""));
}

/** Attributes that exist only when they were set. */
const OPTIONAL = [
  "Policy",
  "RedrivePolicy",
  "RedriveAllowPolicy",
  "KmsMasterKeyId",
  "KmsDataKeyReusePeriodSeconds",
  "FifoQueue",
  "ContentBasedDeduplication",
  "DeduplicationScope",
  "FifoThroughputLimit",
];

/** The attributes that `names` asks for; undefined when there are none. Throws `InvalidAttributeName`. */
export function describeAttributes(queue: Queue, names: readonly string[]): Record<string, string> | undefined {
  const all = allAttributes(queue);
  const unknown = names.find((name) => name !== "All" && !Object.hasOwn(all, name) && !OPTIONAL.includes(name));
  if (unknown !== undefined) throw sqsError("InvalidAttributeName", `Unknown Attribute ${unknown}.`);
  const asked = names.includes("All") ? Object.keys(all) : names;
  const entries = asked.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]] as const]));
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
