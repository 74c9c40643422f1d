export { ssm } from "./definition.ts";
