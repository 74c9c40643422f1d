import { z } from "zod";
import type { Operation } from "../../../wire/http.ts";
import { operation } from "../../contract/operation.ts";
import { paginate } from "../../contract/paging.ts";
import { typeNotSupported, invalidToken as unknownToken } from "../executions/errors.ts";
import type { Execution } from "../executions/execution.ts";
import type { Executions } from "../executions/executions.ts";
import { describeExecution, executionListItem, syncResult } from "../executions/views.ts";
import type { StateMachines } from "../state-machines.ts";

const arn = z.string().min(1);
const executionInput = { executionArn: arn };
/** Longest token of a page (API model of Step Functions). */
const TOKEN_MAX_LENGTH = 3096;
const page = {
  maxResults: z.number().int().min(0).max(1000).default(100),
  nextToken: z.string().min(1).max(TOKEN_MAX_LENGTH).optional(),
};
const STATUSES = ["SUCCEEDED", "TIMED_OUT", "PENDING_REDRIVE", "ABORTED", "FAILED", "RUNNING"] as const;
const startInput = {
  stateMachineArn: arn,
  name: z.string().optional(),
  input: z.string().optional(),
  traceHeader: z.string().optional(),
};

export interface ExecutionDependencies {
  readonly executions: Executions;
  readonly stateMachines: StateMachines;
}

/** Zero is AWS's word for the default. */
function pageOf({ maxResults, nextToken }: { maxResults: number; nextToken?: string | undefined }) {
  if (nextToken !== undefined && !/^\d+$/.test(nextToken)) throw unknownToken();
  return { maxResults: maxResults || 100, nextToken };
}

export const startExecution = ({ executions, stateMachines }: ExecutionDependencies): Operation =>
  operation(z.object(startInput), ({ stateMachineArn, ...request }) => {
    const { request: started, startedAt } = executions.start(stateMachines.find(stateMachineArn), request);
    return { executionArn: started.arn, startDate: startedAt / 1000 };
  });

export const startSyncExecution = ({ executions, stateMachines }: ExecutionDependencies): Operation =>
  operation(z.object(startInput), async ({ stateMachineArn, ...request }) => {
    const stateMachine = stateMachines.find(stateMachineArn);
    if (stateMachine.type !== "EXPRESS") throw typeNotSupported();
    const execution = executions.startAwaited(stateMachine, request);
    await execution.finished;
    return syncResult(execution);
  });

export const describe = ({ executions }: ExecutionDependencies): Operation =>
  operation(z.object(executionInput), ({ executionArn }) => describeExecution(executions.find(executionArn)));

export const listExecutions = ({ executions, stateMachines }: ExecutionDependencies): Operation =>
  operation(
    z.object({ stateMachineArn: arn, statusFilter: z.enum(STATUSES).optional(), ...page }),
    ({ stateMachineArn, statusFilter, ...paging }) => {
      const stateMachine = stateMachines.find(stateMachineArn);
      if (stateMachine.type !== "STANDARD") throw typeNotSupported();
      const matches = ({ ending }: Execution) => statusFilter === undefined || ending.status === statusFilter;
      const { page: shown, nextToken } = paginate(executions.of(stateMachine).filter(matches), pageOf(paging));
      return { executions: shown.map((each) => ({ ...executionListItem(each), redriveCount: 0 })), nextToken };
    },
  );

export const getExecutionHistory = ({ executions }: ExecutionDependencies): Operation =>
  operation(
    z.object({ ...executionInput, reverseOrder: z.boolean().default(false), ...page }),
    ({ executionArn, reverseOrder, ...paging }) => {
      const { events } = executions.find(executionArn).history;
      const { page: shown, nextToken } = paginate(reverseOrder ? events.toReversed() : events, pageOf(paging));
      return { events: shown, nextToken };
    },
  );

export const stopExecution = ({ executions }: ExecutionDependencies): Operation =>
  operation(
    z.object({ ...executionInput, error: z.string().max(256).optional(), cause: z.string().max(32_768).optional() }),
    async ({ executionArn, error, cause }) => {
      const execution = executions.find(executionArn);
      execution.abort(error, cause);
      await execution.finished;
      return { stopDate: (execution.stoppedAt ?? execution.startedAt) / 1000 };
    },
  );
