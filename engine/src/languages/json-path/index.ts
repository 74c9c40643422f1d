export { closingIndex } from "./brackets.ts";
export { compileJsonPath } from "./compile.ts";
export { parseReferencePath, valueAt } from "./reference-path.ts";
