import { messageOf, ServiceError } from "../../../kernel/errors.ts";
import { isObject } from "../../../template/plain-data.ts";
import { HttpCallError } from "../../../wire/http-client.ts";
import type { ServiceContext } from "../../contract/service.ts";
import { predefined } from "../language/errors/state-error.ts";
import type { Host, TaskCall } from "../language/program.ts";
import type { StateMachine } from "../state-machine.ts";
import type { Input } from "./integration.ts";
import { callFunction } from "./lambda.ts";
import { PATTERNS, type PatternDependencies } from "./patterns.ts";
import { resolveTask } from "./resource.ts";
import type { RoleClients, ServiceClient } from "./service-client.ts";

export interface TaskDependencies extends PatternDependencies, Pick<ServiceContext, "clock" | "random" | "tracer"> {
  readonly clients: RoleClients;
}

/** The world outside of the language, for the executions of one machine. */
export function createHost({ roleArn }: Pick<StateMachine, "roleArn">, dependencies: TaskDependencies): Host {
  const { clock, random, clients, tracer } = dependencies;
  const span = tracer.current;
  return {
    clock,
    random,
    async perform(task) {
      try {
        return await perform(
          task,
          clients({ roleArn: task.roleArn ?? roleArn, signal: task.signal, span }),
          dependencies,
        );
      } catch (error) {
        throw isUnanswered(error) ? predefined("TaskFailed", messageOf(error)) : error;
      }
    },
  };
}

/** The engine that does not answer, or an execution that cannot be waited for. */
const isUnanswered = (error: unknown) => error instanceof HttpCallError || error instanceof ServiceError;

async function perform(task: TaskCall, client: ServiceClient, dependencies: TaskDependencies): Promise<unknown> {
  const resource = resolveTask(task.resource);
  switch (resource.kind) {
    case "function":
      return callFunction(resource.arn, task.input, client);
    case "integration":
      return PATTERNS[resource.pattern](
        task,
        () => resource.run(membersOf(task.input), client, task.callers),
        dependencies,
      );
    case "unavailable":
      throw predefined("TaskFailed", resource.reason);
  }
}

function membersOf(input: unknown): Input {
  if (isObject(input)) return input;
  throw predefined("Runtime", "The Parameters of a service's task have to be an object.");
}
