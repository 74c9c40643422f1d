import type { Stack } from "../../../template/model.ts";
import { api, stage } from "../resource-types/api.ts";
import { declared } from "../resource-types/resource-types.ts";
import { compileConfiguration } from "./configuration/compile.ts";
import type { Dialect } from "./dialects.ts";

/** One stage of an HTTP or REST API, or a function's URL. */
export interface HttpDescription {
  readonly kind: Dialect["name"];
  /** Of the API or the URL. */
  readonly logicalId: string;
  readonly apiId: string;
  /** The name that it has on AWS. */
  readonly host: string;
  readonly stage: string;
}

/** All that answers HTTP in a stack, in template order of each kind. */
export const describeHttpApis = (stack: Stack): readonly HttpDescription[] =>
  compileConfiguration(stack).apis.flatMap(({ dialect: { name: kind }, logicalId, id: apiId, host, stages }) =>
    [...stages.keys()].map((stageName) => ({ kind, logicalId, apiId, host, stage: stageName })),
  );

/** The names of the stages of WebSocket APIs: their short paths belong to these. */
export function webSocketStages({ resources }: Pick<Stack, "resources">): ReadonlySet<string> {
  const all = [...resources.values()];
  const ids = declared(all, api)
    .filter(({ properties }) => properties.ProtocolType === "WEBSOCKET")
    .map(({ resource }) => resource.physicalId);
  const stages = declared(all, stage).filter(({ properties }) => ids.includes(properties.ApiId));
  return new Set(stages.map(({ properties }) => properties.StageName));
}
