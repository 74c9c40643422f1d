export { sns } from "./definition.ts";
