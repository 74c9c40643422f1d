import { ServiceError } from "../../../kernel/errors.ts";

export const invalidParameter = (message: string) =>
  new ServiceError("InvalidParameter", `Invalid parameter: ${message}`);

export const notFound = (message: string) => new ServiceError("NotFound", message, { status: 404 });

export const topicDoesNotExist = () => notFound("Topic does not exist");

export const subscriptionDoesNotExist = () => notFound("Subscription does not exist");
