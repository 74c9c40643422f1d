import { type AccessRow, accessByOperation, each, listOf, textOf } from "../../iam/index.ts";
import type { ServiceContext } from "../contract/service.ts";
import { logGroupArn } from "../contract/targets.ts";
import { groupNameOf } from "./log-groups.ts";

type Context = Pick<ServiceContext, "stack">;

/** A group's own ARN ends like that of a stream without a name, which policies on `…:log-group:NAME:*` cover. */
const streamArn = ({ stack }: Context, group: string, stream: string) =>
  `${logGroupArn(stack, groupNameOf(group))}:log-stream:${stream}`;

const onStream: AccessRow<Context> = (input, context) => {
  const group = textOf(input.logGroupIdentifier ?? input.logGroupName);
  return [{ resource: streamArn(context, group, textOf(input.logStreamName)) }];
};

const onEachGroup: AccessRow<Context> = ({ logGroupIdentifiers }, context) =>
  listOf(logGroupIdentifiers).map((group) => ({ resource: streamArn(context, textOf(group), "") }));

/**
 * Permissions that a call needs.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html
 */
export const accessOf = accessByOperation<Context>("logs", {
  ...each(["DescribeLogGroups", "DescribeLogStreams", "FilterLogEvents", "GetLogEvents"], onStream),
  StartLiveTail: onEachGroup,
});
