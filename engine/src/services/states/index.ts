export { states } from "./definition.ts";
