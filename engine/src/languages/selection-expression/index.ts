export { javaText } from "./java-text.ts";
export { compileKeySelector } from "./key-selector.ts";
export { type Body, createBody, type MultiValues, type SelectionScope } from "./scope.ts";
export { compileSelectionExpression, type SelectionExpression } from "./selection-expression.ts";
export { compileVariable, type Variable } from "./variable.ts";
