export { secretsmanager } from "./definition.ts";
