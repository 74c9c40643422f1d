import { DefinitionMistake, within } from "../errors/definition-mistake.ts";
import { predefined } from "../errors/state-error.ts";
import type { Work } from "../program.ts";
import type { ChoiceFields } from "../schema.ts";
import { compileCondition } from "./choice-rule.ts";

/** Goes where the first rule that holds leads. */
export function choiceWork({ Choices, Default }: ChoiceFields): Work {
  const choices = Choices.map((rule, index) =>
    within(["Choices", index], () => ({ condition: compileCondition(rule), next: nextOf(rule.Next) })),
  );
  return (input, visit) => {
    const scope = visit.scope(input);
    const next = choices.find(({ condition }) => condition(scope))?.next ?? Default;
    if (next === undefined) throw predefined("NoChoiceMatched", "No choice rule holds, and there is no Default.");
    return { result: input, next };
  };
}

function nextOf(next: unknown): string {
  if (typeof next !== "string") throw new DefinitionMistake("A choice rule needs a Next.", []);
  return next;
}
