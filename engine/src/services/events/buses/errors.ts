import { ServiceError } from "../../../kernel/errors.ts";

export const notFound = (message: string) => new ServiceError("ResourceNotFoundException", message);

export const validation = (message: string) => new ServiceError("ValidationException", message);

export const busNotFound = (name: string) => notFound(`Event bus ${name} does not exist.`);

export const ruleNotFound = (name: string, bus: string) => notFound(`Rule ${name} does not exist on EventBus ${bus}.`);
