export { httpApi } from "./definition.ts";
export { describeHttpApis, type HttpDescription } from "./describe.ts";
export { localName } from "./endpoint.ts";
