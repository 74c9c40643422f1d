export { closingIndex } from "./brackets.ts";
export { compileJsonPath, type JsonPath } from "./compile.ts";
