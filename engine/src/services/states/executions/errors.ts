import { ServiceError } from "../../../kernel/errors.ts";

export const stateMachineDoesNotExist = (arn: string) =>
  new ServiceError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);

export const executionDoesNotExist = (arn: string) =>
  new ServiceError("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`);

export const executionAlreadyExists = (arn: string) =>
  new ServiceError("ExecutionAlreadyExists", `Execution Already Exists: '${arn}'`);

export const invalidArn = (why: string) => new ServiceError("InvalidArn", `Invalid Arn: '${why}'`);
export const invalidName = (name: string) => new ServiceError("InvalidName", `Invalid Name: '${name}'`);
export const invalidInput = (why: string) =>
  new ServiceError("InvalidExecutionInput", `Invalid State Machine Execution Input: '${why}'`);
export const invalidOutput = (why: string) => new ServiceError("InvalidOutput", `Invalid Output: '${why}'`);
export const invalidToken = () => new ServiceError("InvalidToken", "Invalid Token: 'Invalid token'");
export const taskTimedOut = () =>
  new ServiceError("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");

export const typeNotSupported = () =>
  new ServiceError("StateMachineTypeNotSupported", "This operation is not supported by this type of state machine");
