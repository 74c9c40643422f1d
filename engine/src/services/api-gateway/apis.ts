import type { Stack, StackResource } from "../../template/model.ts";
import { compileHttp } from "./http/configuration/compile.ts";
import type { Api as HttpApi, Stage as HttpStage } from "./http/configuration/model.ts";
import { compileWebSocketApis } from "./websocket/configuration/compile.ts";
import type { Api as WebSocketApi, Stage as WebSocketStage } from "./websocket/configuration/model.ts";

export type AnyStage = WebSocketStage | HttpStage;

/** All APIs of a stack, ready to run. */
export interface Apis {
  readonly webSocket: readonly WebSocketApi[];
  readonly http: readonly HttpApi[];
}

/** Throws a `UserError` for an expression that is none. */
export const compileApis = (stack: Stack, resources: readonly StackResource[]): Apis => ({
  webSocket: compileWebSocketApis(stack, resources),
  http: compileHttp(stack, resources),
});

export const allApis = ({ webSocket, http }: Apis): readonly (WebSocketApi | HttpApi)[] => [...webSocket, ...http];
