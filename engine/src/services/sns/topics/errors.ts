import { ServiceError } from "../../../kernel/errors.ts";
import { parseJson } from "../../../kernel/parse-json.ts";
import { hiddenPlace, jsonProblem } from "../../../languages/json-problem.ts";

export const invalidParameter = (message: string) =>
  new ServiceError("InvalidParameter", `Invalid parameter: ${message}`);

export const notFound = (message: string) => new ServiceError("NotFound", message, { status: 404 });

export const topicDoesNotExist = () => notFound("Topic does not exist");

export const subscriptionDoesNotExist = () => notFound("Subscription does not exist");

/** The value of an attribute that is JSON text. */
export function readJson(attribute: string, text: string): unknown {
  const value = parseJson(text);
  if (value !== undefined) return value;
  const problem = jsonProblem(text);
  const words = problem ? ` ${problem.message}${hiddenPlace(problem)}` : "";
  throw invalidParameter(`${attribute}: failed to parse JSON.${words}`);
}
