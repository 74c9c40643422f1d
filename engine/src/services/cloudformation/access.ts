import { type AccessRow, accessByOperation, each, textOf } from "../../iam/index.ts";
import type { ServiceContext } from "../contract/service.ts";
import { isNamed } from "./stack-name.ts";

type Context = Pick<ServiceContext, "stack">;

/** A stack that does not exist has no id, so a call on it needs the action on every stack. */
const onStack: AccessRow<Context> = ({ StackName }, { stack }) => [
  { resource: isNamed(textOf(StackName), stack) ? stack.id : "*" },
];

/**
 * Permissions that a call needs.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html
 */
export const accessOf = accessByOperation<Context>(
  "cloudformation",
  each(["DescribeStacks", "DescribeStackResource", "DescribeStackResources", "ListStackResources"], onStack),
);
