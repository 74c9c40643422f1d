import { type AccessRow, accessByOperation, arnIn, each, textOf } from "../../iam/index.ts";
import type { ServiceContext } from "../contract/service.ts";

type Context = Pick<ServiceContext, "stack">;
type Row = AccessRow<Context>;

/** Policies name the machine, its version or its alias, as the caller does. */
const onStateMachine: Row = ({ stateMachineArn }) => [{ resource: textOf(stateMachineArn) }];

const onExecution: Row = ({ executionArn }) => [{ resource: textOf(executionArn) }];

/** The holder of a task's token needs the action on any machine of the account. */
const onTask: Row = (_input, { stack }) => [{ resource: arnIn(stack, "states", "stateMachine:*") }];

/**
 * Permissions that a call needs.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html
 */
export const accessOf = accessByOperation<Context>("states", {
  ...each(["DescribeStateMachine", "ListExecutions", "StartExecution", "StartSyncExecution"], onStateMachine),
  ...each(
    ["DescribeExecution", "DescribeStateMachineForExecution", "GetExecutionHistory", "StopExecution"],
    onExecution,
  ),
  ...each(["SendTaskFailure", "SendTaskHeartbeat", "SendTaskSuccess"], onTask),
});
