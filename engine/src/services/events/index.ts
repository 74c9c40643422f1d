export { events } from "./definition.ts";
