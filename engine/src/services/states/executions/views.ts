import type { Execution } from "./execution.ts";

const seconds = (epochMs: number | undefined) => (epochMs === undefined ? undefined : epochMs / 1000);

const INCLUDED = { included: true };

/** Members about redriving, which only standard executions have. */
function redriveOf({ stateMachine, ending: { status } }: Execution) {
  if (stateMachine.type !== "STANDARD") return {};
  if (status !== "SUCCEEDED" && status !== "RUNNING") return { redriveCount: 0, redriveStatus: "REDRIVABLE" };
  const redriveStatusReason = `Execution is ${status} and cannot be redriven`;
  return { redriveCount: 0, redriveStatus: "NOT_REDRIVABLE", redriveStatusReason };
}

/** An execution as `ListExecutions` answers it. */
export const executionListItem = ({ request, stateMachine, ending, startedAt, stoppedAt }: Execution) => ({
  executionArn: request.arn,
  stateMachineArn: stateMachine.arn,
  name: request.name,
  status: ending.status,
  startDate: seconds(startedAt),
  stopDate: seconds(stoppedAt),
});

/** An execution as `DescribeExecution` answers it. */
export function describeExecution(execution: Execution) {
  const { request, ending } = execution;
  return {
    ...executionListItem(execution),
    ...ending,
    input: request.input,
    inputDetails: INCLUDED,
    ...(ending.status === "SUCCEEDED" && { outputDetails: INCLUDED }),
    ...redriveOf(execution),
    traceHeader: request.traceHeader,
  };
}

/** An execution as `StartSyncExecution` answers it. */
export function syncResult(execution: Execution) {
  const { startedAt, stoppedAt = startedAt } = execution;
  // Billed by 100 ms, and here in the least memory that there is.
  const billedDurationInMilliseconds = Math.max(1, Math.ceil((stoppedAt - startedAt) / 100)) * 100;
  return {
    ...describeExecution(execution),
    outputDetails: INCLUDED,
    billingDetails: { billedMemoryUsedInMB: 64, billedDurationInMilliseconds },
  };
}
