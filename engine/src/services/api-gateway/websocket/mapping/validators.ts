import type { Stack } from "../../../../template/model.ts";
import { locatedAsync } from "../../located.ts";
import type { Route, Stage } from "../configuration/model.ts";
import type { GatewayRequest } from "../event/request.ts";
import { compileModelValidation, type ValidateMessage } from "./model-validation.ts";

/** Gives the fault of a message by the models of its route; undefined when there is none. */
export type Validate = (request: GatewayRequest) => string | undefined;

/** Compiles the models of all routes. Rejects with a `UserError` for one that is no schema. */
export async function createValidators(stages: readonly Stage[], stack: Stack): Promise<Validate> {
  const validators = new Map<Route, ValidateMessage>();
  for (const route of stages.flatMap(({ routes }) => [...routes.values()])) {
    const { validation } = route;
    if (!validation) continue;
    const compile = () => compileModelValidation(validation);
    validators.set(route, await locatedAsync(stack, validation.logicalId, "RequestModels", compile));
  }
  return ({ route, body }) => body && validators.get(route)?.({ request: { body } });
}
