import type { Location } from "../../kernel/errors.ts";
import type { Compilation } from "../compilation.ts";
import type { Positions } from "../positions.ts";
import { placeOfProperties, type Resolved } from "./resolved.ts";

const DYNAMIC_REFERENCE = /\{\{resolve:[^}]+\}\}/;

/** Says of each `{{resolve:…}}` in a resource that runs here that it stays as it is. */
export function noteDynamicReferences(resources: readonly Resolved[], { positions, notices }: Compilation): void {
  for (const { declaration, behaviour, properties } of resources) {
    if (behaviour.verdict !== "emulated") continue;
    for (const [text, location] of textsIn(properties, placeOfProperties(declaration, positions), positions)) {
      const [reference] = DYNAMIC_REFERENCE.exec(text) ?? [];
      if (!reference) continue;
      const message = `${reference} is not looked up here; a parameter can hold the value.`;
      notices.add("warning", "dynamic-reference", message, { logicalId: declaration.logicalId, location });
    }
  }
}

function* textsIn(value: unknown, at: Location, positions: Positions): Iterable<[text: string, place: Location]> {
  if (typeof value === "string") yield [value, at];
  if (typeof value !== "object" || value === null) return;
  for (const [key, part] of Object.entries(value))
    yield* textsIn(part, positions.at(value, Array.isArray(value) ? Number(key) : key) ?? at, positions);
}
