import type { Location } from "../../kernel/errors.ts";
import { UserError } from "../../kernel/errors.ts";
import { stringifyExactJson } from "../../languages/exact-json.ts";
import type { Stack, StackResource } from "../../template/model.ts";
import { readDefinition } from "./definition-source.ts";
import { compileMachine, type Machine, type TaskPlace } from "./language/compile.ts";
import { DefinitionMistake } from "./language/errors/definition-mistake.ts";
import { nameOfArn, type StateMachineProperties } from "./resource-types.ts";

/** A state machine of the stack. */
export interface StateMachine {
  readonly logicalId: string;
  readonly arn: string;
  readonly name: string;
  readonly type: StateMachineProperties["StateMachineType"];
  readonly roleArn: string;
  /** JSON text. */
  readonly definition: string;
  readonly machine: Machine;
  locate(task: TaskPlace): Location;
}

/** Reads and compiles a state machine. Throws a `UserError` that names file and line of a mistake that AWS would refuse. */
export function createStateMachine(
  resource: StackResource<StateMachineProperties>,
  stack: Stack,
  codeDir?: string,
): StateMachine {
  const { logicalId, physicalId: arn, properties } = resource;
  const source = readDefinition(resource, stack, codeDir);
  try {
    return {
      logicalId,
      arn,
      name: nameOfArn(arn),
      type: properties.StateMachineType,
      roleArn: properties.RoleArn,
      definition: stringifyExactJson(source.document),
      machine: compileMachine(source.document),
      locate: ({ path }) => source.locate(path),
    };
  } catch (error) {
    if (!(error instanceof DefinitionMistake)) throw error;
    const place = error.path.length > 0 ? ` (${error.path.join(".")})` : "";
    throw new UserError(`${logicalId}: ${error.message}${place}`, {
      location: source.locate(error.path),
      cause: error,
    });
  }
}
