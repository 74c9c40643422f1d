import { readFileSync } from "node:fs";
import type { Location } from "../../../kernel/errors.ts";

/** A variable of the environment that code reads and nothing sets. */
export interface MissingVariable {
  readonly name: string;
  readonly location: Location;
}

/** A read that its surroundings do not call optional: `?? "x"`, `|| x`, `=== "1"`, `? … : …`, `if (…)`. */
const READ =
  /process\.env(?:\.([A-Za-z_]\w*\b)|\[["'`]([A-Za-z_]\w*)["'`]\])(?!\s*(?:\?\?|\|\||&&|\?|===?|!==?|\)\s*[{?]|=(?!=)))/g;

/** The variables that Lambda or its runtimes set, and those that systems usually do. */
const BROUGHT = /^(?:AWS_|LAMBDA_|_|NODE_|PYTHON|npm_)|^(?:TZ|PATH|LANG|HOME|PWD|DEBUG|CI|LD_LIBRARY_PATH)$/;

/** Finds the variables that files read as if they were set, each where it is read first. */
export function missingVariables(
  files: readonly string[],
  variables: Readonly<Record<string, unknown>>,
): readonly MissingVariable[] {
  const found = new Map<string, MissingVariable>();
  for (const file of files)
    for (const variable of readsIn(file))
      if (!Object.hasOwn(variables, variable.name) && !BROUGHT.test(variable.name) && !found.has(variable.name))
        found.set(variable.name, variable);
  return [...found.values()];
}

function readsIn(file: string): readonly MissingVariable[] {
  return textOf(file)
    .split("\n")
    .flatMap((text, index) => {
      if (/^\s*(?:\/\/|\*|\/\*)/.test(text)) return [];
      return [...text.matchAll(READ)].flatMap((match) => {
        const name = match[1] ?? match[2];
        // `!process.env.X` asks whether it is there.
        if (name === undefined || text[match.index - 1] === "!") return [];
        return [{ name, location: { file, line: index + 1, column: match.index + 1 } }];
      });
    });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
