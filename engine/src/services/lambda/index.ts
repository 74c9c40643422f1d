export { lambda } from "./definition.ts";
