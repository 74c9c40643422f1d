import { z } from "zod";
import type { Operation } from "../../../wire/http.ts";
import { operation } from "../../contract/operation.ts";
import { paginate } from "../../contract/paging.ts";
import type { Executions } from "../executions/executions.ts";
import type { StateMachine } from "../state-machine.ts";
import type { StateMachines } from "../state-machines.ts";

const summary = ({ arn, name, type }: StateMachine, createdAt: number) => ({
  stateMachineArn: arn,
  name,
  type,
  creationDate: createdAt / 1000,
});

const details = (stateMachine: StateMachine, createdAt: number) => ({
  ...summary(stateMachine, createdAt),
  status: "ACTIVE",
  definition: stateMachine.definition,
  roleArn: stateMachine.roleArn,
});

export const listStateMachines = (stateMachines: StateMachines): Operation =>
  operation(
    z.object({ maxResults: z.number().int().min(0).max(1000).optional(), nextToken: z.string().optional() }),
    ({ maxResults, nextToken }) => {
      const paging = { maxResults: maxResults || 100, nextToken };
      const { page, nextToken: further } = paginate(stateMachines.all, paging);
      return { stateMachines: page.map((each) => summary(each, stateMachines.createdAt)), nextToken: further };
    },
  );

export const describeStateMachine = (stateMachines: StateMachines): Operation =>
  operation(z.object({ stateMachineArn: z.string() }), ({ stateMachineArn }) =>
    details(stateMachines.find(stateMachineArn), stateMachines.createdAt),
  );

export const describeStateMachineForExecution = (executions: Executions, { createdAt }: StateMachines): Operation =>
  operation(z.object({ executionArn: z.string() }), ({ executionArn }) => {
    const { creationDate: updateDate, ...rest } = details(executions.find(executionArn).stateMachine, createdAt);
    return { ...rest, updateDate };
  });
