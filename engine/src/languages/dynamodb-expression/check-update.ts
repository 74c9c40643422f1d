import { CONDITION_FUNCTIONS } from "./check-condition.ts";
import { checkTypes, type Given, refuse, shownPath } from "./given.ts";
import type { FunctionCall, Operand, Path, Update } from "./nodes.ts";

/** Throws an `ExpressionError` for an update that can be read and makes no sense. */
export function checkUpdate(update: Update, given: Given): void {
  for (const { value } of update.set) checkValue(value, given);
  checkPaths([...[...update.set, ...update.add, ...update.delete].map(({ path }) => path), ...update.remove], given);
}

function checkValue(value: Operand, given: Given): void {
  if (value.kind === "function") checkFunction(value, given);
  if (value.kind !== "sum") return;
  for (const operand of value.operands) checkValue(operand, given);
  checkTypes(`operator or function: ${value.operator}`, value.operands, ["N"], given);
}

function checkFunction({ name, operands }: FunctionCall, given: Given): void {
  if (CONDITION_FUNCTIONS.has(name)) refuse(`The function is not allowed in an update expression; function: ${name}`);
  for (const operand of operands) {
    if (operand.kind !== "function") continue;
    if (operand.name === "list_append")
      refuse("The function is not allowed to be used this way in an expression; function: list_append");
    checkFunction(operand, given);
  }
  if (name === "list_append" && operands.length === 2)
    checkTypes(`operator or function: ${name}`, operands, ["L"], given);
}

/** Throws for paths of which one is in another, or that no item could have both. */
export function checkPaths(paths: readonly Path[], given: Given): void {
  for (const [index, path] of paths.entries())
    for (const earlier of paths.slice(0, index)) {
      const relation = relationOf(earlier, path, given);
      if (relation === undefined) continue;
      refuse(
        `Two document paths ${relation} with each other; must remove or rewrite one of these paths; path one: ${shownPath(earlier, given)}, path two: ${shownPath(path, given)}`,
      );
    }
}

function relationOf(one: Path, other: Path, { nameOf }: Given): "overlap" | "conflict" | undefined {
  for (const [index, step] of one.entries()) {
    const against = other[index];
    if (against === undefined) return "overlap";
    if (typeof step !== typeof against) return "conflict";
    const isSame = typeof step === "string" ? nameOf(step) === nameOf(String(against)) : step === against;
    if (!isSame) return undefined;
  }
  return "overlap";
}
