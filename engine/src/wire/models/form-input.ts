import { type ServiceModel, shapeOf } from "./model.ts";

/** A form's members without empty lists and maps, which SDKs write as texts without a character: `Tags=`. */
export function formInput(
  input: Readonly<Record<string, unknown>>,
  operation: string,
  model: ServiceModel,
): Record<string, unknown> {
  const { members = {} } = shapeOf(model, model.inputs[operation]);
  const isEmpty = ([name, value]: [string, unknown]) =>
    value === "" && ["list", "map"].includes(shapeOf(model, members[name]).type);
  return Object.fromEntries(Object.entries(input).filter((member) => !isEmpty(member)));
}
