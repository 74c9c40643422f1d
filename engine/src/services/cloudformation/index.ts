export { cloudformation } from "./definition.ts";
