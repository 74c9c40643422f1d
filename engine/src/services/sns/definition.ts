import { ServiceError, UserError } from "../../kernel/errors.ts";
import type { StackResource } from "../../template/model.ts";
import type { Operation, QueryNames } from "../../wire/http.ts";
import { checkResourcePolicy } from "../resource-policy.ts";
import type { Caller, DeliverOptions, Service, ServiceContext, ServiceDefinition } from "../service.ts";
import { accessOf } from "./access.ts";
import { publish, publishBatch } from "./operations/publish.ts";
import * as subscriptions from "./operations/subscriptions.ts";
import * as topicOperations from "./operations/topics.ts";
import { attributeTexts, kinds, subscriptionArnOf } from "./resources.ts";
import { compileSubscription, type SubscriptionDescription } from "./subscription.ts";
import { type Topic, Topics } from "./topics.ts";

const queryNames: QueryNames = { maps: { Attributes: { entry: "entry", key: "key", value: "value" } } };

/** SNS: topics whose queues and functions get what is published; what is outside this machine is not called. */
export const sns: ServiceDefinition = {
  name: "sns",
  protocols: [{ kind: "query", namespace: "http://sns.amazonaws.com/doc/2010-03-31/", names: queryNames }],
  resources: kinds,
  create(context, resources) {
    const topics = new Topics(context);
    for (const resource of resources) addTopic(topics, resource);
    for (const resource of resources) addToTopics(topics, resource);
    return createService(topics, context);
  },
};

function addTopic(topics: Topics, resource: StackResource): void {
  if (resource.type !== "AWS::SNS::Topic") return;
  const { TopicName: _name, Subscription, ...properties } = kinds[resource.type].schema.parse(resource.properties);
  const topic = topics.add(resource.physicalId, attributeTexts(properties));
  for (const [index, { Protocol, Endpoint }] of Subscription.entries()) {
    const arn = subscriptionArnOf(topic.arn, `${topic.arn}/${index}`);
    addSubscription(topic, resource, {
      arn,
      topicArn: topic.arn,
      protocol: Protocol,
      endpoint: Endpoint,
      attributes: {},
    });
  }
}

function addToTopics(topics: Topics, resource: StackResource): void {
  if (resource.type === "AWS::SNS::Subscription") {
    const { TopicArn, Protocol, Endpoint, ...properties } = kinds[resource.type].schema.parse(resource.properties);
    // A topic that another stack made on AWS: what is published to it can only come from here.
    const topic = topics.find(TopicArn) ?? topics.add(TopicArn, {});
    addSubscription(topic, resource, {
      arn: resource.physicalId,
      topicArn: TopicArn,
      protocol: Protocol,
      endpoint: Endpoint,
      attributes: attributeTexts(properties),
    });
  }
  if (resource.type === "AWS::SNS::TopicPolicy" || resource.type === "AWS::SNS::TopicInlinePolicy") {
    const { Topics: arns, PolicyDocument } = kinds[resource.type].schema.parse(resource.properties);
    const Policy = attributeTexts({ PolicyDocument }).PolicyDocument ?? "";
    for (const arn of arns) topics.find(arn)?.attributes.set("Policy", Policy);
  }
}

/** A mistake in a subscription is the template's: its place is told. */
function addSubscription(topic: Topic, resource: StackResource, description: SubscriptionDescription): void {
  try {
    topic.subscriptions.set(description.arn, compileSubscription(description));
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw new UserError(`${resource.logicalId}: ${error.message}`, { location: resource.location, cause: error });
  }
}

function createService(topics: Topics, context: ServiceContext): Service {
  async function deliver(arn: string, message: string, from: Caller, options: DeliverOptions = {}): Promise<void> {
    const topic = topics.get(arn);
    const policy = topic.attributes.get("Policy");
    checkResourcePolicy({ service: "sns", action: "sns:Publish", arn, arnName: "topicArn", policy }, from, context);
    const { attributes = {}, messageGroupId: groupId, messageDeduplicationId: deduplicationId } = options;
    topics.publish(topic, { message, attributes, groupId, deduplicationId });
  }

  return {
    access: (call) => accessOf(call, context),
    operations: operationsOf(topics, context),
    receives: { deliver },
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
