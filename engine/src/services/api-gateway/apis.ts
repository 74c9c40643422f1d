import type { Stack, StackResource } from "../../template/model.ts";
import { compileFunctionUrls } from "./http/configuration/function-urls.ts";
import { compileHttpApis } from "./http/configuration/http-apis.ts";
import type { Api as HttpApi, Stage as HttpStage } from "./http/configuration/model.ts";
import { compileRestApis } from "./http/configuration/rest-apis.ts";
import { compileWebSocketApis } from "./websocket/configuration/compile.ts";
import type { Api as WebSocketApi, Stage as WebSocketStage } from "./websocket/configuration/model.ts";

export type AnyStage = WebSocketStage | HttpStage;

/** All APIs of a stack, ready to run. */
export interface Apis {
  readonly webSocket: readonly WebSocketApi[];
  readonly http: readonly HttpApi[];
}

/** Throws a `UserError` for an expression that is none. */
export function compileApis(stack: Stack, resources: readonly StackResource[]): Apis {
  const template = { stack, resources };
  return {
    webSocket: compileWebSocketApis(stack, resources),
    http: [...compileHttpApis(template), ...compileRestApis(template), ...compileFunctionUrls(template)],
  };
}

export const allApis = ({ webSocket, http }: Apis): readonly (WebSocketApi | HttpApi)[] => [...webSocket, ...http];
