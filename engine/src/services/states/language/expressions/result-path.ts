import { UserError } from "../../../../kernel/errors.ts";
import { parseReferencePath } from "../../../../languages/json-path/index.ts";
import { isContainer } from "../../../../template/plain-data.ts";
import { predefined } from "../errors/state-error.ts";

/** Makes the value that goes on: a state's input with its result in it. */
export type Placement = (input: unknown, result: unknown) => unknown;

/** `ResultPath`: absent or `$` is the result alone, null the input alone. Throws a `UserError` for a path to several places. */
export function compileResultPath(path: string | null | undefined): Placement {
  if (path === null) return (input) => input;
  const steps = path === undefined ? [] : parseReferencePath(path);
  if (!steps) throw new UserError(`"${path}" does not lead to one place in the input.`);
  return (input, result) => place(input, steps, result);
}

/** A copy of `target`, as far as it changes. */
function place(target: unknown, [step, ...rest]: readonly string[], result: unknown): unknown {
  if (step === undefined) return result;
  if (Array.isArray(target)) {
    const index = Number(step);
    if (!Number.isInteger(index) || index >= target.length) throw mismatch(step);
    return target.with(index, place(target[index], rest, result));
  }
  if (!isContainer(target)) throw mismatch(step);
  const next: unknown = Object.hasOwn(target, step) ? Reflect.get(target, step) : {};
  // Not by assignment: a member named __proto__ stays a member.
  return Object.fromEntries([...Object.entries(target), [step, place(next, rest, result)]]);
}

const mismatch = (step: string) =>
  predefined("ResultPathMatchFailure", `Unable to apply ReferencePath: the input has no place for '${step}'`);
