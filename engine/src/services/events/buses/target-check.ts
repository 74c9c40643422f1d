import { messageOf, ServiceError } from "../../../kernel/errors.ts";
import { parseJson } from "../../../kernel/parse-json.ts";
import { compileJsonPath } from "../../../languages/json-path/index.ts";
import { validation } from "./errors.ts";
import type { RuleTarget } from "./target.ts";
import { isFillable, unknownVariable } from "./target-input.ts";

/** EventBridge quotas: a rule has at most 5 targets. */
const MOST_TARGETS = 5;

/** Throws what `PutTargets` answers when a rule may not have these targets, of which some may be there already. */
export function checkTargets(targets: Iterable<RuleTarget>): void {
  const ids = new Set<string>();
  for (const target of targets) {
    checkInput(target);
    ids.add(target.Id);
  }
  if (ids.size > MOST_TARGETS)
    throw new ServiceError("LimitExceededException", "The requested resource exceeds the maximum number allowed.");
}

function checkInput({ Id, Input, InputPath, InputTransformer }: RuleTarget): void {
  const given = [Input, InputPath, InputTransformer].filter((way) => way !== undefined);
  if (given.length > 1)
    throw validation(`Only one of Input, InputPath, or InputTransformer must be provided for target ${Id}.`);
  if (Input !== undefined && parseJson(Input) === undefined)
    throw validation(`JSON syntax error in input for target ${Id}.`);
  if (InputPath !== undefined) checkPath(Id, InputPath);
  if (InputTransformer) checkTransformer(Id, InputTransformer);
}

function checkTransformer(id: string, transformer: NonNullable<RuleTarget["InputTransformer"]>): void {
  for (const path of Object.values(transformer.InputPathsMap ?? {})) checkPath(id, path);
  const unknown = unknownVariable(transformer);
  if (unknown !== undefined)
    throw validation(`InputTemplate for target ${id} contains invalid placeholder ${unknown}.`);
  if (!isFillable(transformer))
    throw validation(`Invalid InputTemplate for target ${id} : it is neither JSON nor text in double quotes.`);
}

/** A path that is none would lead to the whole event, or to nothing. */
function checkPath(id: string, path: string): void {
  if (!path.startsWith("$")) throw validation(`Invalid JSONPath for target ${id} : "${path}" does not begin with "$".`);
  try {
    compileJsonPath(path);
  } catch (error) {
    throw validation(`Invalid JSONPath for target ${id} : ${messageOf(error)}`);
  }
}
