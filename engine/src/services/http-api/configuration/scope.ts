import type { Stack, StackResource } from "../../../template/model.ts";
import type { Origin } from "./model.ts";

/** What an API is compiled from. */
export interface Surroundings {
  readonly stack: Stack;
  readonly resources: readonly StackResource[];
}

/** Where a route is compiled for: names in ARNs, and the variables of one stage. */
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
