import { uuid } from "../../../kernel/random.ts";
import { formatArn } from "../../../languages/arn.ts";
import { deployed, saysTheSame } from "../../contract/deployed.ts";
import type { ServiceContext } from "../../contract/service.ts";
import { checkArn } from "./arn-form.ts";
import { createNotificationDeliveries, isDeliverable, type NotificationDeliveries } from "./delivery.ts";
import { checkEndpoint } from "./endpoint.ts";
import { invalidParameter, subscriptionDoesNotExist, topicDoesNotExist } from "./errors.ts";
import type { Notification } from "./notification.ts";
import { checkPublication, deduplicationIdOf, type Publication } from "./publication.ts";
import { compileSubscription, type Subscription, type SubscriptionDescription } from "./subscription.ts";
import type { Published, Topic } from "./topic.ts";
import { checkMaximumMessageSize } from "./topic-attributes.ts";
import { TopicShelves } from "./topic-shelves.ts";

const NAME = /^[\w-]{1,256}$/;
const FIFO_NAME = /^[\w-]{1,251}\.fifo$/;

/** The account's topics with their subscriptions: those that were kept, and those that are made. */
export class Topics implements Disposable {
  readonly deliveries: NotificationDeliveries;
  readonly #context: ServiceContext;
  readonly #shelves: TopicShelves;
  readonly #byArn: Map<string, Topic>;

  constructor(context: ServiceContext) {
    this.#context = context;
    this.deliveries = createNotificationDeliveries(context);
    this.#shelves = new TopicShelves(context.kept);
    this.#byArn = new Map(this.#shelves.topics().map((topic) => [topic.arn, topic]));
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

  /** The topic of an ARN; throws `NotFound`. */
  get(arn: string): Topic {
    const topic = this.#byArn.get(arn);
    if (topic) return topic;
    checkArn(arn, "TopicArn");
    throw topicDoesNotExist();
  }

  /** Answers with the topic of that name if there is one, as `CreateTopic` does. */
  create(name: string, attributes: Readonly<Record<string, string>>): Topic {
    const fifo = attributes.FifoTopic === "true";
    if (!(fifo ? FIFO_NAME : NAME).test(name)) throw invalidParameter("Topic Name");
    checkMaximumMessageSize(attributes.MaximumMessageSize);
    const existing = this.find(this.arn(name));
    if (existing && Object.entries(attributes).some(([key, value]) => existing.attributes.get(key) !== value))
      throw invalidParameter("Attributes Reason: Topic already exists with different attributes");
    return existing ?? this.add(this.arn(name), attributes);
  }

  add(arn: string, attributes: Readonly<Record<string, string>>): Topic {
    const topic = this.#shelves.open(arn, { attributes, tags: {}, published: 0 });
    this.#byArn.set(arn, topic);
    this.#shelves.keep(topic);
    return topic;
  }

  /** Makes a template's topic unless it is there, and gives it the attributes that the template says. */
  deploy(arn: string, wanted: Readonly<Record<string, string>>): Topic {
    const topic = this.find(arn) ?? this.add(arn, wanted);
    const attributes = deployed(Object.fromEntries(topic.attributes), topic.fromTemplate, wanted);
    topic.attributes.clear();
    for (const [name, value] of Object.entries(attributes)) topic.attributes.set(name, value);
    topic.fromTemplate = wanted;
    this.#shelves.keep(topic);
    return topic;
  }

  /** Keeps a topic's attributes and tags. To be called after they were changed. */
  changed(topic: Topic): void {
    this.#shelves.keep(topic);
  }

  delete(arn: string): void {
    const topic = this.#byArn.get(arn);
    if (!topic) return;
    this.#shelves.forget(topic);
    this.#byArn.delete(arn);
  }

  /** Throws the errors of `Subscribe` for an endpoint that the topic cannot have. */
  subscribe(topic: Topic, subscription: Subscription): void {
    if (topic.subscriptions.get(subscription.arn)?.endpoint !== subscription.endpoint)
      checkEndpoint(topic, subscription);
    topic.subscriptions.set(subscription.arn, subscription);
    this.#shelves.keepSubscription(subscription);
  }

  /** Makes a template's subscription, unless it is there and the template says the same of it as before. */
  deploySubscription(topic: Topic, description: SubscriptionDescription): void {
    const existing = topic.subscriptions.get(description.arn);
    if (!saysTheSame(existing?.fromTemplate, description))
      this.subscribe(topic, { ...compileSubscription(description), fromTemplate: description });
  }

  /** Ends subscriptions that a template made and lacks now: their notifications would arrive twice, or nowhere. */
  retireSubscriptions(deployed: ReadonlySet<string>): void {
    const subscriptions = [...this.#byArn.values()].flatMap((topic) => [...topic.subscriptions.values()]);
    for (const { arn, fromTemplate } of subscriptions) if (fromTemplate && !deployed.has(arn)) this.unsubscribe(arn);
  }

  unsubscribe(arn: string): void {
    for (const { subscriptions } of this.#byArn.values()) subscriptions.delete(arn);
    this.#shelves.forgetSubscription(arn);
  }

  /** The subscription of an ARN; throws `NotFound`. */
  subscription(arn: string): { topic: Topic; subscription: Subscription } {
    for (const topic of this.#byArn.values()) {
      const subscription = topic.subscriptions.get(arn);
      if (subscription) return { topic, subscription };
    }
    throw subscriptionDoesNotExist();
  }

  /** Hands a message to every subscription that wants it. Throws the errors of `Publish`. */
  publish(topic: Topic, publication: Publication): Published {
    checkPublication(publication, topic);
    if (!topic.fifo) return this.#accept(topic, publication);
    const deduplicationId = deduplicationIdOf(publication, topic);
    const earlier = topic.deduplication.find(deduplicationId, this.#context.clock.now());
    if (earlier) return earlier;
    const published = this.#accept(topic, { ...publication, deduplicationId });
    topic.deduplication.remember(deduplicationId, published, this.#context.clock.now());
    return published;
  }

  [Symbol.dispose](): void {
    this.deliveries[Symbol.dispose]();
  }

  #accept(topic: Topic, publication: Publication): Published {
    const { random, clock, journal, stack, tracer } = this.#context;
    topic.published++;
    if (topic.fifo) this.#shelves.keep(topic);
    const messageId = uuid(random);
    const sequenceNumber = topic.fifo ? String(topic.published).padStart(20, "0") : undefined;
    const wanting = [...topic.subscriptions.values()].filter(({ wants }) => wants(publication));
    const signatureVersion = topic.attributes.get("SignatureVersion");
    const place = { messageId, publishedAt: clock.now(), region: stack.region };
    const arrived = { ...place, sequenceNumber, signatureVersion, publication };
    tracer.span(() => {
      journal.record("sns", "publish", { topicArn: topic.arn, messageId, subscriptions: wanting.length });
      for (const { wants: _wants, fromTemplate: _template, ...subscription } of wanting)
        this.#send({ ...arrived, subscription });
    });
    return { messageId, sequenceNumber };
  }

  #send(notification: Notification): void {
    if (isDeliverable(notification.subscription)) this.deliveries.begin(notification);
    else this.#recordNotCalled(notification);
  }

  #recordNotCalled({ messageId, subscription }: Notification): void {
    const { arn: subscriptionArn, topicArn, protocol } = subscription;
    this.#context.journal.record("sns", "not-called", { topicArn, subscriptionArn, protocol, messageId });
  }
}
