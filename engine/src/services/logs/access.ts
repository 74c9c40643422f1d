import { type AccessRow, accessByOperation, each, textOf } from "../../iam/index.ts";
import type { ServiceContext } from "../contract/service.ts";
import { logGroupArn } from "../contract/targets.ts";
import { groupNameOf } from "./log-groups.ts";

type Context = Pick<ServiceContext, "stack">;

/** A group's own ARN ends like that of a stream without a name, which policies on `…:log-group:NAME:*` cover. */
const onStream: AccessRow<Context> = (input, { stack }) => {
  const name = groupNameOf(textOf(input.logGroupIdentifier ?? input.logGroupName));
  return [{ resource: `${logGroupArn(stack, name)}:log-stream:${textOf(input.logStreamName)}` }];
};

/**
 * Permissions that a call needs.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html
 */
export const accessOf = accessByOperation<Context>(
  "logs",
  each(["DescribeLogGroups", "DescribeLogStreams", "FilterLogEvents", "GetLogEvents"], onStream),
);
