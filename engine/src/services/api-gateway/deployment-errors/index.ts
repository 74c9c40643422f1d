import type { Notice, Stack, StackResource } from "../../../template/model.ts";
import { nameConflicts } from "./name-conflicts.ts";
import { malformedRouteKeys } from "./route-keys.ts";

export { deploymentError } from "./deployment-error.ts";

/** What API Gateway refuses of WebSocket, HTTP and REST APIs alike when a stack is deployed. */
export const deploymentErrors = (stack: Stack, resources: readonly StackResource[]): readonly Notice[] => [
  ...malformedRouteKeys(stack, resources),
  ...nameConflicts(stack, resources),
];
