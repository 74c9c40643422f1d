export { sts } from "./definition.ts";
