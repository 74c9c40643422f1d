import { invalidArn, stateMachineDoesNotExist } from "./executions/errors.ts";
import type { StateMachine } from "./state-machine.ts";

/** The stack's state machines. */
export class StateMachines {
  readonly all: readonly StateMachine[];
  /** Engine time, epoch milliseconds. */
  readonly createdAt: number;

  constructor(all: readonly StateMachine[], createdAt: number) {
    this.all = all;
    this.createdAt = createdAt;
  }

  /** The machine of an ARN, which may be a version's or an alias's. Throws in Step Functions' words. */
  find(arn: string): StateMachine {
    if (!/^arn:[\w-]+:states:/.test(arn)) throw invalidArn(`Invalid ARN prefix: ${arn}`);
    const unqualified = arn.split(":").slice(0, 7).join(":");
    const found = this.all.find((each) => each.arn === unqualified);
    if (!found) throw stateMachineDoesNotExist(arn);
    return found;
  }
}
