export { closingIndex } from "./brackets.ts";
export { compileJsonPath, type JsonPath } from "./compile.ts";
export { parseReferencePath, valueAt } from "./reference-path.ts";
