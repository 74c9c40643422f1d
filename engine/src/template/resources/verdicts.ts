import type { Compilation } from "../compilation.ts";
import { inertTypes } from "../coverage.ts";
import type { Notice } from "../model.ts";
import type { Behaviour } from "./behaviour.ts";
import { meantType } from "./misspelt.ts";
import type { Resolved } from "./resolved.ts";

/** Says once of each type that does not run here what becomes of it. `types`: those that do. */
export function noteVerdicts(resources: readonly Resolved[], types: Iterable<string>, { notices }: Compilation): void {
  const known = [...types, ...Object.keys(inertTypes)];
  const seen = new Set<string>();
  for (const { declaration, behaviour } of resources) {
    const { type, location } = declaration;
    if (behaviour.verdict === "emulated" || behaviour.isTold || seen.has(type)) continue;
    seen.add(type);
    const [severity, code, text] = verdictOf(behaviour, type, known);
    notices.add(severity, code, `${type}: ${text}`, { location });
  }
}

function verdictOf(
  { verdict, note }: Behaviour,
  type: string,
  known: Iterable<string>,
): [severity: Notice["severity"], code: string, text: string] {
  if (note === undefined) {
    const nearest = meantType(type, known);
    const hint = nearest === undefined ? "references to it get made-up values." : `did you mean ${nearest}?`;
    return ["warning", "unknown-resource-type", `unknown here; ${hint}`];
  }
  return verdict === "refused" ? ["warning", "resource-type-refused", note] : ["info", "inert-resource-type", note];
}
