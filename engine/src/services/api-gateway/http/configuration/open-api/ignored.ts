import { objectOf, type PlainObject, textOf } from "../../../../../template/plain-data.ts";
import type { Definition } from "./definition.ts";

const VALIDATOR = "x-amazon-apigateway-request-validator";
const INTEGRATION = "x-amazon-apigateway-integration";

/** A variable of the path that goes to the variable of that name is what happens here in any case. */
const SAME_NAME = /^integration\.request\.path\.(.+)=method\.request\.path\.\1$/;

/** Settings of an operation that change nothing here. */
export function ignoredIn(operation: PlainObject, { body }: Definition): readonly string[] {
  const integration = objectOf(operation[INTEGRATION]);
  const parameters = Object.entries(objectOf(integration.requestParameters));
  return [
    ...parameters
      .filter(([target, source]) => !SAME_NAME.test(`${target}=${textOf(source)}`))
      .map(([target]) => `requestParameters ${target}`),
    ...Object.keys(objectOf(integration.responseParameters)).map((target) => `responseParameters ${target}`),
    ...((operation[VALIDATOR] ?? body[VALIDATOR]) === undefined ? [] : ["request validation"]),
  ];
}
