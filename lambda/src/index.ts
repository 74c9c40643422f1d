export type { RequestContext, WebSocketEvent, WebSocketResult } from "./events.ts";
export {
  type ErrorDetails,
  type ErrorFrame,
  FrameError,
  type Mistake,
  type MistakeCode,
  type WrongField,
} from "./frame-error.ts";
export {
  type ActionsOf,
  type Call,
  createRouter,
  type Frame,
  type Route,
  type Router,
  type RouterOptions,
  type Routes,
} from "./router.ts";
export type { SchemaIssue, SchemaResult, StandardSchema } from "./standard-schema.ts";
