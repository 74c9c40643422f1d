export { executeApi } from "./definition.ts";
export { describeWebSockets, type WebSocketDescription } from "./describe.ts";
