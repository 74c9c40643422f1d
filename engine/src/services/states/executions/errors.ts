import { ServiceError } from "../../../kernel/errors.ts";

const refusal = (code: string) => (message: string) => new ServiceError(code, message);

export const stateMachineDoesNotExist = (arn: string) =>
  refusal("StateMachineDoesNotExist")(`State Machine Does Not Exist: '${arn}'`);

export const executionDoesNotExist = (arn: string) =>
  refusal("ExecutionDoesNotExist")(`Execution Does Not Exist: '${arn}'`);

export const executionAlreadyExists = (arn: string) =>
  refusal("ExecutionAlreadyExists")(`Execution Already Exists: '${arn}'`);

export const invalidArn = (why: string) => refusal("InvalidArn")(`Invalid Arn: '${why}'`);
export const invalidName = (name: string) => refusal("InvalidName")(`Invalid Name: '${name}'`);
export const invalidInput = (why: string) =>
  refusal("InvalidExecutionInput")(`Invalid State Machine Execution Input: '${why}'`);
export const invalidOutput = (why: string) => refusal("InvalidOutput")(`Invalid Output: '${why}'`);
export const invalidToken = () => refusal("InvalidToken")("Invalid Token: 'Invalid token'");
export const taskTimedOut = () => refusal("TaskTimedOut")("Task Timed Out: 'Provided task does not exist anymore'");

export const typeNotSupported = () =>
  refusal("StateMachineTypeNotSupported")("This operation is not supported by this type of state machine");
