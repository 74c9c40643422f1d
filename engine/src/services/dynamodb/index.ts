export { dynamodb } from "./definition.ts";
