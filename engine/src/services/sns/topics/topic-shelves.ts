import type { Kept, Shelf } from "../../../kernel/kept.ts";
import { createDeduplication } from "../../contract/deduplication.ts";
import { compileSubscription, type Subscription, type SubscriptionDescription } from "./subscription.ts";
import type { Topic } from "./topic.ts";

interface TopicRecord {
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly published: number;
  readonly fromTemplate?: Readonly<Record<string, string>> | undefined;
}

interface SubscriptionRecord {
  readonly description: SubscriptionDescription;
  readonly fromTemplate: SubscriptionDescription | undefined;
}

/** Topics and subscriptions as they outlive the engine. */
export class TopicShelves {
  readonly #kept: Kept;
  readonly #topics: Shelf<TopicRecord>;
  readonly #subscriptions: Shelf<SubscriptionRecord>;

  constructor(kept: Kept) {
    this.#kept = kept;
    this.#topics = kept.shelf("sns/topics");
    this.#subscriptions = kept.shelf("sns/subscriptions");
  }

  /** The topics of earlier runs. */
  topics(): readonly Topic[] {
    const topics = new Map(this.#topics.entries().map(([arn, record]) => [arn, this.open(arn, record)]));
    for (const [, { description, fromTemplate }] of this.#subscriptions.entries())
      topics
        .get(description.topicArn)
        ?.subscriptions.set(description.arn, { ...compileSubscription(description), fromTemplate });
    return [...topics.values()];
  }

  open(arn: string, { attributes, tags, published, fromTemplate }: TopicRecord): Topic {
    const name = arn.split(":").at(-1) ?? "";
    return {
      name,
      arn,
      fifo: name.endsWith(".fifo"),
      attributes: new Map(Object.entries(attributes)),
      tags: new Map(Object.entries(tags)),
      subscriptions: new Map(),
      deduplication: createDeduplication(this.#kept.shelf(`sns/deduplication/${arn}`)),
      published,
      fromTemplate,
    };
  }

  keep({ arn, attributes, tags, published, fromTemplate }: Topic): void {
    const texts = { attributes: Object.fromEntries(attributes), tags: Object.fromEntries(tags) };
    this.#topics.put(arn, { ...texts, published, fromTemplate });
  }

  keepSubscription({ arn, topicArn, protocol, endpoint, attributes, fromTemplate }: Subscription): void {
    this.#subscriptions.put(arn, { description: { arn, topicArn, protocol, endpoint, attributes }, fromTemplate });
  }

  forgetSubscription(arn: string): void {
    this.#subscriptions.delete(arn);
  }

  forget({ arn, subscriptions }: Topic): void {
    for (const subscription of subscriptions.keys()) this.#subscriptions.delete(subscription);
    this.#kept.shelf(`sns/deduplication/${arn}`).clear();
    this.#topics.delete(arn);
  }
}
