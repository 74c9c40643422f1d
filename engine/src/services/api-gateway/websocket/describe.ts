import type { Stack } from "../../../template/model.ts";
import { api, stage } from "../resource-types/api.ts";
import { declared } from "../resource-types/resource-types.ts";

/** One WebSocket API on one stage. */
export interface WebSocketDescription {
  /** Of the API. */
  readonly logicalId: string;
  readonly apiId: string;
  readonly stage: string;
}

/** Every stage of every WebSocket API of a stack, in template order. */
export function describeWebSockets(stack: Stack): WebSocketDescription[] {
  const resources = [...stack.resources.values()];
  const stages = declared(resources, stage);
  return declared(resources, api)
    .filter(({ properties }) => properties.ProtocolType === "WEBSOCKET")
    .flatMap(({ resource: { logicalId, physicalId: apiId } }) =>
      stages
        .filter(({ properties }) => properties.ApiId === apiId)
        .map(({ properties }) => ({ logicalId, apiId, stage: properties.StageName })),
    );
}
