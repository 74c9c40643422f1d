import { ServiceError } from "../../kernel/errors.ts";
import type { Stack } from "../../template/model.ts";

/** A stack is called by its name or by its id. */
export const isNamed = (name: string, stack: Pick<Stack, "name" | "id">): boolean =>
  name === stack.name || name === stack.id;

export const validationError = (message: string) => new ServiceError("ValidationError", message);

/** Throws as CloudFormation does unless `name` is that of the stack that runs here. */
export function checkNamed(name: string, stack: Stack): void {
  if (!isNamed(name, stack)) throw validationError(`Stack with id ${name} does not exist`);
}

export const noSuchResource = (logicalId: string, { name }: Stack) =>
  validationError(`Resource ${logicalId} does not exist for stack ${name}`);
