import { predefined } from "../errors/state-error.ts";
import { compilePath } from "./path.ts";
import type { Scope } from "./scope.ts";

/** A path to an integer, `least` or more. Throws `States.Runtime` when it leads to anything else. */
export function compileIntegerPath(path: string, field: string, least: 0 | 1): (scope: Scope) => number {
  const read = compilePath(path, field);
  return (scope) => {
    const value = read(scope);
    if (typeof value === "number" && Number.isInteger(value) && value >= least) return value;
    throw predefined("Runtime", `The ${field} does not lead to an integer from ${least} on: ${JSON.stringify(value)}`);
  };
}
