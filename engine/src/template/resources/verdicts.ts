import type { Compilation } from "../compilation.ts";
import type { Notice } from "../model.ts";
import type { Behaviour } from "./behaviour.ts";
import type { Resolved } from "./resolved.ts";

/** Says once of each type that does not run here what becomes of it. */
export function noteVerdicts(resources: readonly Resolved[], { notices }: Compilation): void {
  const seen = new Set<string>();
  for (const { declaration, behaviour } of resources) {
    const { type, location } = declaration;
    if (behaviour.verdict === "emulated" || behaviour.isTold || seen.has(type)) continue;
    seen.add(type);
    const [severity, code, text] = verdictOf(behaviour);
    notices.add(severity, code, `${type}: ${text}`, { location });
  }
}

function verdictOf({ verdict, note }: Behaviour): [severity: Notice["severity"], code: string, text: string] {
  if (note === undefined)
    return ["warning", "unknown-resource-type", "unknown here; references to it get made-up values."];
  return verdict === "refused" ? ["warning", "resource-type-refused", note] : ["info", "inert-resource-type", note];
}
