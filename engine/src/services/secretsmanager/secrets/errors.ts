import { ServiceError } from "../../../kernel/errors.ts";

export const secretNotFound = () =>
  new ServiceError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");

/** `what`: e.g. `staging label: AWSCURRENT`. */
export const valueNotFound = (what: string) =>
  new ServiceError("ResourceNotFoundException", `Secrets Manager can't find the specified secret value for ${what}`);

export const invalidParameter = (message: string) => new ServiceError("InvalidParameterException", message);

export const invalidRequest = (message: string) => new ServiceError("InvalidRequestException", message);

export const resourceExists = (message: string) => new ServiceError("ResourceExistsException", message);
