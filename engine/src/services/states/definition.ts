import type { Notice, Stack, StackResource } from "../../template/model.ts";
import type { Operation } from "../../wire/http.ts";
import type { Service, ServiceContext, ServiceDefinition } from "../contract/service.ts";
import { accessOf } from "./access.ts";
import { Executions } from "./executions/executions.ts";
import * as executionOperations from "./operations/executions.ts";
import * as machineOperations from "./operations/state-machines.ts";
import * as tokenOperations from "./operations/task-tokens.ts";
import { nameOfArn, resourceTypes, type StateMachineProperties } from "./resource-types.ts";
import { createStateMachine, type StateMachine } from "./state-machine.ts";
import { StateMachines } from "./state-machines.ts";
import { createHost } from "./tasks/perform.ts";
import { resolveTask } from "./tasks/resource.ts";
import { createRoleClients } from "./tasks/service-client.ts";
import { TaskTokens } from "./tasks/task-tokens.ts";

/** Step Functions: state machines in the Amazon States Language. */
export const states: ServiceDefinition = {
  name: "states",
  title: "Step Functions",
  protocols: [{ kind: "json-1.0", targetPrefix: "AWSStepFunctions" }],
  resourceTypes,
  describe: (resources) => ({
    stateMachines: resources
      .filter(({ type }) => type === "AWS::StepFunctions::StateMachine")
      .map(({ logicalId, physicalId: arn, properties }) => {
        const { StateMachineType: type, RoleArn: role } = properties as unknown as StateMachineProperties;
        return { logicalId, name: nameOfArn(arn), arn, type, role };
      }),
  }),
  // The folder of packages from S3 is not known yet when a template is reviewed.
  review: (stack, resources) => createStateMachines(stack, resources.filter(isLocal)).flatMap(noticesOf),
  create(context, resources) {
    const machines = createStateMachines(context.stack, resources, context.settings.codeDir);
    return createService(context, new StateMachines(machines, context.clock.now()));
  },
};

const isLocal = ({ properties }: StackResource) => typeof properties.DefinitionS3Location !== "object";

function createStateMachines(
  stack: Stack,
  resources: readonly StackResource[],
  codeDir?: string,
): readonly StateMachine[] {
  return resources.flatMap((resource) => {
    if (resource.type !== "AWS::StepFunctions::StateMachine") return [];
    const properties = resourceTypes[resource.type].schema.parse(resource.properties);
    return [createStateMachine({ ...resource, properties }, stack, codeDir)];
  });
}

/** Tells of tasks that fail when an execution comes to them, because nothing here does what they ask for. */
function noticesOf({ logicalId, machine, locate }: StateMachine): readonly Notice[] {
  return machine.tasks.flatMap((task) => {
    const resource = resolveTask(task.resource);
    if (resource.kind !== "unavailable") return [];
    const message = `${logicalId}: ${resource.reason} The task fails with States.TaskFailed.`;
    return [{ severity: "warning", code: "task-not-run", logicalId, message, location: locate(task) }];
  });
}

function createService(context: ServiceContext, stateMachines: StateMachines): Service {
  const { clock, random, tracer } = context;
  const tokens = new TaskTokens(clock);
  const clients = createRoleClients(context);
  const executions: Executions = new Executions(context, (stateMachine) =>
    createHost(stateMachine, { clock, random, tracer, clients, tokens, executions }),
  );
  executions.restore(stateMachines.all);
  return {
    access: (call) => accessOf(call, context),
    operations: operationsOf(stateMachines, executions, tokens),
    receives: {
      /** The payload is the input of a new execution. */
      async deliver(arn, payload) {
        executions.start(stateMachines.find(arn), { input: payload });
      },
    },
    start: () => executions.resume(),
    async [Symbol.asyncDispose]() {
      executions[Symbol.dispose]();
    },
  };
}

function operationsOf(
  stateMachines: StateMachines,
  executions: Executions,
  tokens: TaskTokens,
): Record<string, Operation> {
  const dependencies = { stateMachines, executions };
  return {
    DescribeExecution: executionOperations.describe(dependencies),
    DescribeStateMachine: machineOperations.describeStateMachine(stateMachines),
    DescribeStateMachineForExecution: machineOperations.describeStateMachineForExecution(executions, stateMachines),
    GetExecutionHistory: executionOperations.getExecutionHistory(dependencies),
    ListExecutions: executionOperations.listExecutions(dependencies),
    ListStateMachines: machineOperations.listStateMachines(stateMachines),
    SendTaskFailure: tokenOperations.sendTaskFailure(tokens),
    SendTaskHeartbeat: tokenOperations.sendTaskHeartbeat(tokens),
    SendTaskSuccess: tokenOperations.sendTaskSuccess(tokens),
    StartExecution: executionOperations.startExecution(dependencies),
    StartSyncExecution: executionOperations.startSyncExecution(dependencies),
    StopExecution: executionOperations.stopExecution(dependencies),
  };
}
