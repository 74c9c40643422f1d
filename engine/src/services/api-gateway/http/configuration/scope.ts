import type { Stack, StackResource } from "../../../../template/model.ts";
import type { ApiIdentity, Origin, Route, Stage } from "./model.ts";

/** The part of a template that APIs are compiled from. */
export interface Template {
  readonly stack: Stack;
  readonly resources: readonly StackResource[];
}

/** The place that a route is compiled for: names in ARNs, and the variables of one stage. */
export interface StageScope {
  readonly stack: Stack;
  readonly apiId: string;
  readonly variables: Readonly<Record<string, string>>;
}

export const originOf = (logicalId: string, ...path: readonly (string | number)[]): Origin => ({
  logicalId,
  path: ["Properties", ...path],
});

export const executeApiArn = ({ partition, region, accountId }: Stack, resource: string) =>
  `arn:${partition}:execute-api:${region}:${accountId}:${resource}`;

/** A stage whose routes are compiled for its variables. */
export function stageOf(
  api: ApiIdentity,
  stack: Stack,
  { name, variables, deploymentId }: Pick<StageScope, "variables"> & Pick<Stage, "name" | "deploymentId">,
  routesIn: (scope: StageScope) => readonly Route[],
  apiKeys: Stage["apiKeys"] = new Map(),
): Stage {
  return {
    name,
    api,
    arn: executeApiArn(stack, `${api.id}/${name}`),
    variables: Object.keys(variables).length > 0 ? variables : undefined,
    deploymentId,
    routes: routesIn({ stack, apiId: api.id, variables }),
    apiKeys,
  };
}
