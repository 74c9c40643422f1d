import { ServiceError } from "../../../kernel/errors.ts";

/** An error of the service's own, which spells its message with a capital letter. */
const modelled = (code: string, message: string) => new ServiceError(code, message, { members: { Message: message } });

export const secretNotFound = () =>
  modelled("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");

export const invalidName = () =>
  new ServiceError(
    "ValidationException",
    "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!",
  );

/** `what`: e.g. `staging label: AWSCURRENT`. */
export const valueNotFound = (what: string) =>
  modelled("ResourceNotFoundException", `Secrets Manager can't find the specified secret value for ${what}`);

export const invalidParameter = (message: string) => modelled("InvalidParameterException", message);

export const invalidRequest = (message: string) => modelled("InvalidRequestException", message);

export const resourceExists = (message: string) => modelled("ResourceExistsException", message);

export const notInvocable = () =>
  modelled(
    "AccessDeniedException",
    "Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.",
  );
