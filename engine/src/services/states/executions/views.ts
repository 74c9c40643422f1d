import type { Execution } from "./execution.ts";

const seconds = (epochMs: number | undefined) => (epochMs === undefined ? undefined : epochMs / 1000);

const INCLUDED = { included: true };

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
    billingDetails: { billedMemoryUsedInMB: 64, billedDurationInMilliseconds },
  };
}
