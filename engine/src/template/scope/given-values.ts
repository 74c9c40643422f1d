import type { Compilation } from "../compilation.ts";
import type { PlainObject } from "../plain-data.ts";

/** What the user gave by name: values of parameters, and of other stacks' exports. */
export interface GivenValues {
  readonly values: Readonly<Record<string, string>>;
  /** The value given for an export; undefined when there is none. */
  import(exportName: string): string | undefined;
  /** Says which given names the template has neither as a parameter nor as an import. */
  noteUnused(parameters: PlainObject, compilation: Compilation): void;
}

/** `configured` are values from a file that may be meant for another template: what is not taken is ignored. */
export function createGivenValues(
  given: Readonly<Record<string, string>>,
  configured: Readonly<Record<string, string>> = {},
): GivenValues {
  const imported = new Set<string>();
  const values = { ...configured, ...given };
  return {
    values,
    import(exportName) {
      if (!Object.hasOwn(values, exportName)) return undefined;
      imported.add(exportName);
      return values[exportName];
    },
    noteUnused(parameters, { positions, notices }) {
      const known = Object.keys(parameters).join(", ") || "none";
      for (const name of Object.keys(given)) {
        if (Object.hasOwn(parameters, name) || imported.has(name)) continue;
        const message = `The template has no parameter ${name}, which was given; it has ${known}.`;
        notices.add("error", "parameter-unknown", message, { location: positions.top });
      }
    },
  };
}
