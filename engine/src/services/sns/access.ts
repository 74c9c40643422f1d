import { type AccessRow, accessByOperation, arnIn, as, each, memberConditions, textOf } from "../../iam/index.ts";
import type { ServiceContext } from "../contract/service.ts";

type Context = Pick<ServiceContext, "stack">;
type Row = AccessRow<Context>;

const onTopic: Row = ({ TopicArn }) => [{ resource: textOf(TopicArn) }];
const onResource: Row = ({ ResourceArn }) => [{ resource: textOf(ResourceArn) }];

const onNewTopic: Row = ({ Name }, { stack }) => [{ resource: arnIn(stack, "sns", textOf(Name)) }];

/** A text message to a phone is on no resource that a policy could name. */
const publish: Row = ({ TopicArn, TargetArn }) => [{ resource: textOf(TopicArn) || textOf(TargetArn) || "*" }];

const subscribe: Row = (input) => [
  { resource: textOf(input.TopicArn), context: memberConditions("sns", input, ["Endpoint", "Protocol"]) },
];

/**
 * Permissions that a call needs; a batch needs the action of one message, and calls on a subscription have no resource.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
 */
export const accessOf = accessByOperation<Context>("sns", {
  ...each(
    [
      "AddPermission",
      "ConfirmSubscription",
      "DeleteTopic",
      "GetTopicAttributes",
      "ListSubscriptionsByTopic",
      "RemovePermission",
      "SetTopicAttributes",
    ],
    onTopic,
  ),
  ...each(
    ["GetDataProtectionPolicy", "ListTagsForResource", "PutDataProtectionPolicy", "TagResource", "UntagResource"],
    onResource,
  ),
  CreateTopic: onNewTopic,
  Publish: publish,
  PublishBatch: as("Publish", onTopic),
  Subscribe: subscribe,
});
