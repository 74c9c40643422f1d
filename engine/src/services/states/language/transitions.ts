import { DefinitionMistake, type DefinitionPath } from "./errors/definition-mistake.ts";
import type { FieldsOf, SharedFields, StateFields, StateType } from "./schema.ts";

/** Types that have no `Next` of their own. */
const WITHOUT_NEXT: ReadonlySet<StateType> = new Set(["Choice", "Fail", "Succeed"]);

/** Throws a `DefinitionMistake` for a state that leads nowhere, or to a state that does not exist. */
export function checkTransitions(fields: StateFields, names: ReadonlySet<string>): void {
  const { Next, End }: SharedFields = fields;
  if (!WITHOUT_NEXT.has(fields.Type) && (Next === undefined) !== (End === true))
    throw new DefinitionMistake("A state has either a Next or End: true.", []);
  for (const [path, name] of targetsOf(fields))
    if (!names.has(name)) throw new DefinitionMistake(`There is no state '${name}'.`, path);
}

type Target = readonly [DefinitionPath, name: string];

function targetsOf(fields: StateFields): readonly Target[] {
  const { Next, Catch = [] }: SharedFields = fields;
  return [
    ...(Next === undefined ? [] : [[["Next"], Next] as const]),
    ...Catch.map(({ Next: name }, index) => [["Catch", index, "Next"], name] as const),
    ...(fields.Type === "Choice" ? choiceTargets(fields) : []),
  ];
}

function choiceTargets({ Choices, Default }: FieldsOf<"Choice">): readonly Target[] {
  const choices = Choices.map(({ Next }, index) => [["Choices", index, "Next"], String(Next)] as const);
  return Default === undefined ? choices : [...choices, [["Default"], Default]];
}
