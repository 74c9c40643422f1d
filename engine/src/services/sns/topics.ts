import { formatArn } from "../../kernel/arn.ts";
import { uuid } from "../../kernel/random.ts";
import { createDeduplication, type Deduplication } from "../deduplication.ts";
import { Deliveries } from "../delivery.ts";
import type { ServiceContext } from "../service.ts";
import { notificationDelivery } from "./delivery.ts";
import { invalidParameter, subscriptionDoesNotExist, topicDoesNotExist } from "./errors.ts";
import type { Notification } from "./notification.ts";
import { checkPublication, deduplicationIdOf, type Publication } from "./publication.ts";
import type { Subscription } from "./subscription.ts";

export interface Topic {
  readonly name: string;
  readonly arn: string;
  readonly fifo: boolean;
  readonly attributes: Map<string, string>;
  readonly tags: Map<string, string>;
  /** By ARN. */
  readonly subscriptions: Map<string, Subscription>;
  readonly deduplication: Deduplication<Published>;
  published: number;
}

/** What `Publish` answers. */
export interface Published {
  readonly messageId: string;
  readonly sequenceNumber: string | undefined;
}

const NAME = /^[\w-]{1,256}$/;
const FIFO_NAME = /^[\w-]{1,251}\.fifo$/;

/** The account's topics with their subscriptions. */
export class Topics implements Disposable {
  readonly #context: ServiceContext;
  readonly #deliveries: Deliveries;
  readonly #byArn = new Map<string, Topic>();

  constructor(context: ServiceContext) {
    this.#context = context;
    this.#deliveries = new Deliveries(context);
  }

  list(): readonly Topic[] {
    return [...this.#byArn.values()];
  }

  arn(name: string): string {
    const { partition, region, accountId } = this.#context.stack;
    return formatArn({ partition, service: "sns", region, accountId, resource: name });
  }

  find(arn: string): Topic | undefined {
    return this.#byArn.get(arn);
  }

  /** Throws `NotFound`. */
  get(arn: string): Topic {
    const topic = this.#byArn.get(arn);
    if (!topic) throw topicDoesNotExist();
    return topic;
  }

  /** Answers with the topic of that name if there is one, as `CreateTopic` does. */
  create(name: string, attributes: Readonly<Record<string, string>>): Topic {
    const fifo = attributes.FifoTopic === "true";
    if (!(fifo ? FIFO_NAME : NAME).test(name)) throw invalidParameter("Topic Name");
    return this.find(this.arn(name)) ?? this.add(this.arn(name), attributes);
  }

  add(arn: string, attributes: Readonly<Record<string, string>>): Topic {
    const name = arn.split(":").at(-1) ?? "";
    const topic: Topic = {
      name,
      arn,
      fifo: name.endsWith(".fifo"),
      attributes: new Map(Object.entries(attributes)),
      tags: new Map(),
      subscriptions: new Map(),
      deduplication: createDeduplication(),
      published: 0,
    };
    this.#byArn.set(arn, topic);
    return topic;
  }

  delete(arn: string): void {
    this.#byArn.delete(arn);
  }

  /** Throws `NotFound`. */
  subscription(arn: string): { topic: Topic; subscription: Subscription } {
    for (const topic of this.#byArn.values()) {
      const subscription = topic.subscriptions.get(arn);
      if (subscription) return { topic, subscription };
    }
    throw subscriptionDoesNotExist();
  }

  /** Hands a message to every subscription that wants it. Throws what `Publish` answers. */
  publish(topic: Topic, publication: Publication): Published {
    checkPublication(publication, topic);
    if (!topic.fifo) return this.#accept(topic, publication);
    const contentBased = topic.attributes.get("ContentBasedDeduplication") === "true";
    const deduplicationId = deduplicationIdOf(publication, { contentBased });
    const earlier = topic.deduplication.find(deduplicationId, this.#context.clock.now());
    if (earlier) return earlier;
    const published = this.#accept(topic, { ...publication, deduplicationId });
    topic.deduplication.remember(deduplicationId, published, this.#context.clock.now());
    return published;
  }

  [Symbol.dispose](): void {
    this.#deliveries[Symbol.dispose]();
  }

  #accept(topic: Topic, publication: Publication): Published {
    const { random, clock, journal, stack } = this.#context;
    topic.published++;
    const messageId = uuid(random);
    const sequenceNumber = topic.fifo ? String(topic.published).padStart(20, "0") : undefined;
    const wanting = [...topic.subscriptions.values()].filter(({ wants }) => wants(publication));
    journal.record("sns", "publish", { topicArn: topic.arn, messageId, subscriptions: wanting.length });
    for (const subscription of wanting) {
      const arrived = { messageId, publishedAt: clock.now(), region: stack.region, sequenceNumber };
      this.#send({ ...arrived, publication, subscription });
    }
    return { messageId, sequenceNumber };
  }
  #send(notification: Notification): void {
    const delivery = notificationDelivery(notification);
    if (delivery) this.#deliveries.begin(delivery);
    else this.#recordNotCalled(notification);
  }
  #recordNotCalled({ messageId, subscription }: Notification): void {
    const { arn: subscriptionArn, topicArn, protocol } = subscription;
    this.#context.journal.record("sns", "not-called", { topicArn, subscriptionArn, protocol, messageId });
  }
}
