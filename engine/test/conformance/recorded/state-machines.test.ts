import { expect } from "vitest";
import { states } from "../../../src/services/states/definition.ts";
import { startService } from "../../services/harness.ts";
import { statePaths } from "./facts/step-functions/paths.ts";
import { type MachineFact, stateMachines } from "./facts/step-functions/state-machines.ts";
import { variables } from "./facts/step-functions/variables.ts";
import { expected, tryFacts } from "./try-facts.ts";

interface HistoryEvent {
  readonly type: string;
  readonly previousEventId: number;
  readonly executionFailedEventDetails?: object;
  readonly stateExitedEventDetails?: { readonly assignedVariables?: object };
}

interface Ended {
  readonly events: readonly HistoryEvent[];
  /** JSON text. */
  readonly output: string;
  readonly error?: string;
  readonly cause?: string;
}

/** Runs a machine; its waits between attempts take no time. */
async function run({ definition, input = {} }: MachineFact): Promise<Ended> {
  const Definition = definition;
  const properties = { StateMachineName: "facts", RoleArn: "arn:aws:iam::123456789012:role/r", Definition };
  await using harness = await startService(states, {
    resources: { Facts: { Type: "AWS::StepFunctions::StateMachine", Properties: properties } },
  });
  const start = { stateMachineArn: harness.ref("Facts"), input: JSON.stringify(input) };
  const { executionArn } = await harness.call("StartExecution", start);
  const end = harness.journal.waitFor({ service: "states", type: "end", data: { executionArn } });
  const advanced = harness.clock.advance(60_000);
  await Promise.all([end, advanced]);
  const { events } = await harness.call("GetExecutionHistory", { executionArn });
  const description = await harness.call("DescribeExecution", { executionArn });
  return { ...description, events };
}

tryFacts(
  "Step Functions, machines",
  [...stateMachines.facts, ...statePaths.facts, ...variables.facts],
  async (fact) => {
    const { events, output, error, cause } = await run(fact);
    if (fact.history) {
      expect(events.map(({ type, previousEventId }) => `${type} ${previousEventId}`)).toEqual(fact.history);
      const last = events.at(-1);
      if (last?.type === "ExecutionFailed") expect(last.executionFailedEventDetails).toBeDefined();
    }
    for (const [id, variables] of Object.entries(fact.assigned ?? {})) {
      const details = events[Number(id) - 1]?.stateExitedEventDetails;
      expect(details).toMatchObject({ assignedVariablesDetails: { truncated: false } });
      expect(details?.assignedVariables).toEqual(expected(variables));
    }
    expect(error).toBe(fact.error);
    if (fact.cause !== undefined) expect(cause).toEqual(expected(fact.cause));
    if (fact.output !== undefined) expect(JSON.parse(output)).toEqual(fact.output);
  },
);
