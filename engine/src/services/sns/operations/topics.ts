import { z } from "zod";
import type { Operation } from "../../../wire/http.ts";
import { paginate } from "../../contract/paging.ts";
import { checkSubscriptions } from "../topics/endpoint.ts";
import { invalidParameter } from "../topics/errors.ts";
import type { Topic } from "../topics/topic.ts";
import { checkMaximumMessageSize } from "../topics/topic-attributes.ts";
import { topicAttributes } from "../topics/topic-view.ts";
import type { Topics } from "../topics/topics.ts";
import { attributes, nextToken, PAGE_SIZE, snsOperation, topicArn } from "./input.ts";

const tagList = z.array(z.object({ Key: z.string(), Value: z.string().default("") }));

function addTags(topics: Topics, arn: string, tags: z.output<typeof tagList>): void {
  const topic = topics.get(arn);
  if (new Set(tags.map(({ Key }) => Key)).size < tags.length)
    throw invalidParameter("Duplicated keys are not allowed.");
  for (const { Key, Value } of tags) topic.tags.set(Key, Value);
  topics.changed(topic);
}

export const createTopic = (topics: Topics): Operation =>
  snsOperation(
    z.object({ Name: z.string(), Attributes: attributes, Tags: tagList.default([]) }),
    ({ Name, Attributes, Tags }) => {
      const known = topics.find(topics.arn(Name));
      const topic = topics.create(Name, Attributes);
      if (known && Tags.some(({ Key, Value }) => known.tags.get(Key) !== Value))
        throw invalidParameter("Tags Reason: Topic already exists with different tags");
      addTags(topics, topic.arn, Tags);
      return { TopicArn: topic.arn };
    },
  );

/** Deleting a topic that does not exist is no error. */
export const deleteTopic = (topics: Topics): Operation =>
  snsOperation(topicArn, ({ TopicArn }) => {
    topics.delete(TopicArn);
    return {};
  });

export const listTopics = (topics: Topics): Operation =>
  snsOperation(nextToken, ({ NextToken }) => {
    const { page, nextToken: token } = paginate(topics.list(), { maxResults: PAGE_SIZE, nextToken: NextToken });
    return { Topics: page.map(({ arn }) => ({ TopicArn: arn })), NextToken: token };
  });

export const getTopicAttributes = (topics: Topics, accountId: string): Operation =>
  snsOperation(topicArn, ({ TopicArn }) => {
    return { Attributes: topicAttributes(topics.get(TopicArn), accountId) };
  });

const SETTABLE = [
  "ContentBasedDeduplication",
  "DeliveryPolicy",
  "DisplayName",
  "FifoThroughputScope",
  "KmsMasterKeyId",
  "MaximumMessageSize",
  "Policy",
  "SignatureVersion",
  "TracingConfig",
];

function checkNewLimit(topic: Topic, limit: string): void {
  checkMaximumMessageSize(limit);
  checkSubscriptions({ ...topic, attributes: new Map([...topic.attributes, ["MaximumMessageSize", limit]]) });
}

export const setTopicAttributes = (topics: Topics): Operation =>
  snsOperation(
    topicArn.extend({ AttributeName: z.string(), AttributeValue: z.string().default("") }),
    ({ TopicArn, AttributeName, AttributeValue }) => {
      if (!SETTABLE.includes(AttributeName)) throw invalidParameter("AttributeName");
      const topic = topics.get(TopicArn);
      if (AttributeName === "MaximumMessageSize") checkNewLimit(topic, AttributeValue);
      topic.attributes.set(AttributeName, AttributeValue);
      topics.changed(topic);
      return {};
    },
  );

const resource = z.object({ ResourceArn: z.string() });

export const tagResource = (topics: Topics): Operation =>
  snsOperation(resource.extend({ Tags: tagList }), ({ ResourceArn, Tags }) => {
    addTags(topics, ResourceArn, Tags);
    return {};
  });

export const untagResource = (topics: Topics): Operation =>
  snsOperation(resource.extend({ TagKeys: z.array(z.string()) }), ({ ResourceArn, TagKeys }) => {
    const topic = topics.get(ResourceArn);
    for (const key of TagKeys) topic.tags.delete(key);
    topics.changed(topic);
    return {};
  });

export const listTagsForResource = (topics: Topics): Operation =>
  snsOperation(resource, ({ ResourceArn }) => ({
    Tags: [...topics.get(ResourceArn).tags].map(([Key, Value]) => ({ Key, Value })),
  }));
