import { z } from "zod";
import { messageOf, ServiceError } from "../../../kernel/errors.ts";
import { uuid } from "../../../kernel/random.ts";
import type { Operation } from "../../../wire/http.ts";
import { paginate } from "../../contract/paging.ts";
import type { ServiceContext } from "../../contract/service.ts";
import { checkArn } from "../topics/arn-form.ts";
import { invalidParameter } from "../topics/errors.ts";
import { compileSubscription, isPending, type Subscription } from "../topics/subscription.ts";
import type { Topics } from "../topics/topics.ts";
import { attributes, nextToken, PAGE_SIZE, snsOperation, subscriptionArn, topicArn } from "./input.ts";

const PROTOCOLS = ["sqs", "lambda", "http", "https", "email", "email-json", "sms", "application", "firehose"] as const;

export const subscribe = (topics: Topics, { random, journal }: ServiceContext): Operation =>
  snsOperation(
    topicArn.extend({
      Protocol: z.string(),
      Endpoint: z.string(),
      Attributes: attributes,
      ReturnSubscriptionArn: z.stringbool().or(z.boolean()).default(false),
    }),
    ({ TopicArn, Protocol, Endpoint, Attributes, ReturnSubscriptionArn }) => {
      const topic = topics.get(TopicArn);
      checkRecipient(Protocol, Endpoint);
      const answer = (arn: string) => ({
        SubscriptionArn: isPending({ protocol: Protocol }) && !ReturnSubscriptionArn ? "pending confirmation" : arn,
      });
      const existing = [...topic.subscriptions.values()].find(
        ({ protocol, endpoint }) => protocol === Protocol && endpoint === Endpoint,
      );
      if (existing) return answer(sameSubscription(existing, Attributes).arn);
      const arn = `${TopicArn}:${uuid(random)}`;
      const description = { arn, topicArn: TopicArn, protocol: Protocol, endpoint: Endpoint, attributes: Attributes };
      topics.subscribe(
        topic,
        withReason(() => compileSubscription(description)),
      );
      journal.record("sns", "subscribe", { topicArn: TopicArn, subscriptionArn: arn, protocol: Protocol });
      return answer(arn);
    },
  );

/** A phone's number, whose digits stand single signs between (recorded on AWS: `+12/34-567.890`). */
const PHONE = /^\+?\d+(?:[-./]\d+)*$/;

function checkRecipient(protocol: string, endpoint: string): void {
  if (!(PROTOCOLS as readonly string[]).includes(protocol))
    throw invalidParameter(`Amazon SNS does not support this protocol string: ${protocol}`);
  if (protocol === "sms" && !PHONE.test(endpoint))
    throw new ServiceError("InvalidParameter", `Invalid SMS endpoint: ${endpoint}`);
}

/** Words of `Subscribe` for an attribute that `SetSubscriptionAttributes` would refuse as well. */
function withReason(compile: () => Subscription): Subscription {
  try {
    return compile();
  } catch (error) {
    const about = /^Invalid parameter: ((?:FilterPolicy|FilterPolicyScope|RawMessageDelivery|RedrivePolicy): .*)$/s;
    const reason = about.exec(messageOf(error))?.[1];
    throw reason === undefined ? error : invalidParameter(`Attributes Reason: ${reason}`);
  }
}

function sameSubscription(subscription: Subscription, wanted: Readonly<Record<string, string>>): Subscription {
  const current: Readonly<Record<string, string>> = subscription.attributes;
  const isSame = ([name, value]: [string, string]) =>
    current[name] === (name === "RawMessageDelivery" ? value.toLowerCase() : value);
  if (Object.entries(wanted).every(isSame)) return subscription;
  throw invalidParameter("Attributes Reason: Subscription already exists with different attributes");
}

/** Ending a subscription that does not exist is no error. */
export const unsubscribe = (topics: Topics): Operation =>
  snsOperation(subscriptionArn.partial(), ({ SubscriptionArn }) => {
    if (SubscriptionArn === undefined)
      throw invalidParameter("SubscriptionArn Reason: no value for required parameter");
    checkArn(SubscriptionArn, "SubscriptionArn");
    topics.unsubscribe(SubscriptionArn);
    return {};
  });

const view = (subscription: Subscription, accountId: string) => ({
  ...description(subscription, accountId),
  ...(isPending(subscription) && { SubscriptionArn: "PendingConfirmation" }),
});

const description = ({ arn, topicArn: topic, protocol, endpoint }: Subscription, accountId: string) => ({
  SubscriptionArn: arn,
  Owner: accountId,
  Protocol: protocol,
  Endpoint: endpoint,
  TopicArn: topic,
});

function list(subscriptions: readonly Subscription[], accountId: string, token: string | undefined) {
  const { page, nextToken: next } = paginate(subscriptions, { maxResults: PAGE_SIZE, nextToken: token });
  return { Subscriptions: page.map((each) => view(each, accountId)), NextToken: next };
}

export const listSubscriptions = (topics: Topics, accountId: string): Operation =>
  snsOperation(nextToken, ({ NextToken }) => {
    const all = topics.list().flatMap(({ subscriptions }) => [...subscriptions.values()]);
    return list(all, accountId, NextToken);
  });

export const listSubscriptionsByTopic = (topics: Topics, accountId: string): Operation =>
  snsOperation(topicArn.extend(nextToken.shape), ({ TopicArn, NextToken }) =>
    list([...topics.get(TopicArn).subscriptions.values()], accountId, NextToken),
  );

export const getSubscriptionAttributes = (topics: Topics, accountId: string): Operation =>
  snsOperation(subscriptionArn, ({ SubscriptionArn }) => {
    const { subscription } = topics.subscription(SubscriptionArn);
    const pending = isPending(subscription);
    const { FilterPolicyScope = "MessageAttributes", FilterPolicy, ...set } = subscription.attributes;
    return {
      Attributes: {
        ...description(subscription, accountId),
        ConfirmationWasAuthenticated: String(!pending),
        PendingConfirmation: String(pending),
        RawMessageDelivery: "false",
        SubscriptionPrincipal: `arn:aws:iam::${accountId}:root`,
        ...set,
        // The scope is shown beside a policy alone, and a policy where it is one.
        ...(FilterPolicy && { FilterPolicy, FilterPolicyScope }),
      },
    };
  });

export const setSubscriptionAttributes = (topics: Topics): Operation =>
  snsOperation(
    subscriptionArn.extend({ AttributeName: z.string(), AttributeValue: z.string().default("") }),
    ({ SubscriptionArn, AttributeName, AttributeValue }) => {
      const { topic, subscription } = topics.subscription(SubscriptionArn);
      const changed = { ...subscription.attributes, [AttributeName]: AttributeValue };
      topics.subscribe(topic, compileSubscription({ ...subscription, attributes: changed }));
      return {};
    },
  );
