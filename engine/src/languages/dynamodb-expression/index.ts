export { checkCondition } from "./check-condition.ts";
export { checkPaths, checkUpdate } from "./check-update.ts";
export type { Given, TypedValue } from "./given.ts";
export { type KeyCondition, keyConditionsOf } from "./key-condition.ts";
export type { Path, Update } from "./nodes.ts";
export { parseCondition, parseProjection, parseUpdate } from "./parse.ts";
export { projected } from "./project.ts";
export { ExpressionError } from "./tokens.ts";
export { asksAboutValues, withoutValueFunctions } from "./value-functions.ts";
