import { ServiceError } from "../../kernel/errors.ts";

export const malformed = (message: string) => new ServiceError("MalformedPolicyDocument", message);
