import { ServiceError, UserError } from "../../kernel/errors.ts";
import type { StackResource } from "../../template/model.ts";
import type { Operation, QueryNames } from "../../wire/http.ts";
import { isKnownWhole } from "../contract/properties.ts";
import { checkResourcePolicy } from "../contract/resource-policy.ts";
import type { Service, ServiceContext, ServiceDefinition } from "../contract/service.ts";
import type { Caller, DeliverOptions } from "../contract/targets.ts";
import { accessOf } from "./access.ts";
import { describeTopics } from "./describe.ts";
import { publish, publishBatch } from "./operations/publish.ts";
import * as subscriptions from "./operations/subscriptions.ts";
import * as topicOperations from "./operations/topics.ts";
import { attributeTexts, resourceTypes, subscriptionArnOf } from "./resource-types.ts";
import { checkEndpoint } from "./topics/endpoint.ts";
import { compileSubscription, type SubscriptionDescription } from "./topics/subscription.ts";
import { Topics } from "./topics/topics.ts";

const queryNames: QueryNames = {
  maps: { Attributes: { entry: "entry", key: "key", value: "value" } },
  json: { nulls: { PublishResult: ["SequenceNumber"] } },
};

/** SNS: topics whose queues and functions get the publications; subscribers outside this machine are not called. */
export const sns: ServiceDefinition = {
  name: "sns",
  title: "SNS",
  protocols: [{ kind: "query", namespace: "http://sns.amazonaws.com/doc/2010-03-31/", names: queryNames }],
  resourceTypes,
  describe: describeTopics,
  review(_stack, resources) {
    const known = resources.filter(isKnownWhole);
    for (const subscription of known.flatMap((resource) => [
      ...inlineSubscriptionsOf(resource),
      ...subscriptionOf(resource),
    ]))
      reviewSubscription(subscription);
    return [];
  },
  create(context, resources) {
    const topics = new Topics(context);
    const policies = policiesOf(resources);
    const subscriptions = resources.flatMap((resource) => deployTopic(topics, resource, policies));
    const deployed = [...subscriptions, ...resources.flatMap(subscriptionOf)];
    for (const subscription of deployed) deploySubscription(topics, subscription);
    topics.retireSubscriptions(new Set(deployed.map(({ description }) => description.arn)));
    for (const [arn, Policy] of policies) setPolicy(topics, arn, Policy);
    return createService(topics, context);
  },
};

/** A template's subscription with its place. */
interface TemplateSubscription {
  readonly resource: StackResource;
  readonly description: SubscriptionDescription;
}

/** Takes the topic's policy out of `policies`; returns the subscriptions that stand at the topic. */
function deployTopic(topics: Topics, resource: StackResource, policies: Map<string, string>): TemplateSubscription[] {
  if (resource.type !== "AWS::SNS::Topic") return [];
  const {
    TopicName: _name,
    Subscription: _subscriptions,
    ...properties
  } = resourceTypes[resource.type].schema.parse(resource.properties);
  const topicArn = resource.physicalId;
  const Policy = policies.get(topicArn);
  policies.delete(topicArn);
  topics.deploy(topicArn, { ...attributeTexts(properties), ...(Policy !== undefined && { Policy }) });
  return inlineSubscriptionsOf(resource);
}

/** The subscriptions that stand at the topic itself. */
function inlineSubscriptionsOf(resource: StackResource): TemplateSubscription[] {
  if (resource.type !== "AWS::SNS::Topic") return [];
  const topicArn = resource.physicalId;
  const { Subscription } = resourceTypes[resource.type].schema.parse(resource.properties);
  return Subscription.map(({ Protocol, Endpoint }, index) => {
    const arn = subscriptionArnOf(topicArn, `${topicArn}/${index}`);
    return { resource, description: { arn, topicArn, protocol: Protocol, endpoint: Endpoint, attributes: {} } };
  });
}

/** Policies by the topic's ARN. */
function policiesOf(resources: readonly StackResource[]): Map<string, string> {
  const policies = new Map<string, string>();
  for (const { type, properties } of resources) {
    if (type !== "AWS::SNS::TopicPolicy" && type !== "AWS::SNS::TopicInlinePolicy") continue;
    const { Topics: arns, PolicyDocument } = resourceTypes[type].schema.parse(properties);
    for (const arn of arns) policies.set(arn, attributeTexts({ PolicyDocument }).PolicyDocument ?? "");
  }
  return policies;
}

/** Sets the policy of a topic that no resource of the template is. */
function setPolicy(topics: Topics, arn: string, policy: string): void {
  const topic = topics.find(arn);
  topic?.attributes.set("Policy", policy);
  if (topic) topics.changed(topic);
}

function subscriptionOf(resource: StackResource): TemplateSubscription[] {
  if (resource.type !== "AWS::SNS::Subscription") return [];
  const { TopicArn, Protocol, Endpoint, ...properties } = resourceTypes[resource.type].schema.parse(
    resource.properties,
  );
  const attributes = attributeTexts(properties);
  const description = { topicArn: TopicArn, protocol: Protocol, endpoint: Endpoint, attributes };
  return [{ resource, description: { arn: resource.physicalId, ...description } }];
}

function deploySubscription(topics: Topics, { resource, description }: TemplateSubscription): void {
  placed(resource, () => {
    // A topic that another stack made on AWS: what is published to it can only come from here.
    const topic = topics.find(description.topicArn) ?? topics.add(description.topicArn, {});
    topics.deploySubscription(topic, description);
  });
}

/** Throws for what AWS would refuse when the stack is deployed. */
function reviewSubscription({ resource, description }: TemplateSubscription): void {
  const topic = { fifo: description.topicArn.endsWith(".fifo"), attributes: new Map(), subscriptions: new Map() };
  placed(resource, () => checkEndpoint(topic, compileSubscription(description)));
}

/** A mistake in a subscription is the template's: its place is told. */
function placed({ logicalId, location }: StackResource, run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw new UserError(`${logicalId}: ${error.message}`, { location, cause: error });
  }
}

function createService(topics: Topics, context: ServiceContext): Service {
  async function deliver(arn: string, message: string, from: Caller, options: DeliverOptions = {}): Promise<void> {
    const topic = topics.get(arn);
    const policy = topic.attributes.get("Policy");
    checkResourcePolicy({ service: "sns", action: "sns:Publish", arn, arnName: "topicArn", policy }, from, context);
    const { attributes = {}, messageGroupId: groupId, messageDeduplicationId: deduplicationId, traceHeader } = options;
    topics.publish(topic, { message, attributes, groupId, deduplicationId, traceHeader });
  }

  return {
    access: (call) => accessOf(call, context),
    operations: operationsOf(topics, context),
    receives: { deliver },
    start: () => topics.deliveries.resume(),
    async [Symbol.asyncDispose]() {
      topics[Symbol.dispose]();
    },
  };
}

function operationsOf(topics: Topics, context: ServiceContext): Record<string, Operation> {
  const { accountId } = context.stack;
  return {
    CreateTopic: topicOperations.createTopic(topics),
    DeleteTopic: topicOperations.deleteTopic(topics),
    GetSubscriptionAttributes: subscriptions.getSubscriptionAttributes(topics, accountId),
    GetTopicAttributes: topicOperations.getTopicAttributes(topics, accountId),
    ListSubscriptions: subscriptions.listSubscriptions(topics, accountId),
    ListSubscriptionsByTopic: subscriptions.listSubscriptionsByTopic(topics, accountId),
    ListTagsForResource: topicOperations.listTagsForResource(topics),
    ListTopics: topicOperations.listTopics(topics),
    Publish: publish(topics),
    PublishBatch: publishBatch(topics),
    SetSubscriptionAttributes: subscriptions.setSubscriptionAttributes(topics),
    SetTopicAttributes: topicOperations.setTopicAttributes(topics),
    Subscribe: subscriptions.subscribe(topics, context),
    TagResource: topicOperations.tagResource(topics),
    Unsubscribe: subscriptions.unsubscribe(topics),
    UntagResource: topicOperations.untagResource(topics),
  };
}
