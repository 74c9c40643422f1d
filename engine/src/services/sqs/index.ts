export { sqs } from "./definition.ts";
