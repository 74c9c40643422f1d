import { nearestName } from "../../kernel/words/nearest-name.ts";
import type { Compilation } from "../compilation.ts";
import { listOf, type PlainObject, textOf } from "../plain-data.ts";

type Values = Readonly<Record<string, string>>;

/** The values that a template gets by name: those of its parameters, and of other stacks' exports. */
export interface GivenValues {
  readonly values: Values;
  /** The value given for an export; undefined when there is none. */
  import(exportName: string): string | undefined;
  /** Tells whether a parameter's value comes from what does not run here. */
  isMadeUp(parameter: string): boolean;
  /** The remedy for a parameter that has no value: the end of a sentence. */
  remedyFor(parameter: string): string;
  /** Says which given names the template has neither as a parameter nor as an import. */
  noteUnused(parameters: PlainObject, compilation: Compilation): void;
}

/** `configured` are values from a file that may be meant for another template: what is not taken is ignored. */
export function createGivenValues(given: Values, configured: Values = {}): GivenValues {
  const imported = new Set<string>();
  const values = { ...configured, ...given };
  return {
    values,
    import(exportName) {
      if (!Object.hasOwn(values, exportName)) return undefined;
      imported.add(exportName);
      return values[exportName];
    },
    isMadeUp: () => false,
    remedyFor: (parameter) => `give it with --parameter ${parameter}=VALUE`,
    noteUnused(parameters, { positions, notices }) {
      const known = Object.keys(parameters).join(", ") || "none";
      for (const name of Object.keys(given)) {
        if (Object.hasOwn(parameters, name) || imported.has(name)) continue;
        const meant = nearestName(name, Object.keys(parameters));
        const remedy = meant ? ` Perhaps ${meant} is meant.` : "";
        const message = `The template has no parameter ${name}, which was given; it has ${known}.${remedy}`;
        const place = meant && positions.at(parameters, meant);
        notices.add("error", "parameter-unknown", message, { location: place || positions.top });
      }
    },
  };
}

export interface Giver {
  /** The nested stack's resource, as a message names it. */
  readonly name: string;
  /** The compilation of the template around it. */
  readonly compilation: Compilation;
  /** Tells whether what it passes as a parameter is made up here. */
  isMadeUp(parameter: string): boolean;
}

/** The values that a template passes on to one that it nests; exports are looked up as in the template itself. */
export function createPassedValues(passed: PlainObject, outer: GivenValues, giver: Giver): GivenValues {
  const { name: owner, compilation, isMadeUp } = giver;
  return {
    values: Object.fromEntries(Object.entries(passed).map(([name, value]) => [name, asText(value)])),
    import: outer.import,
    isMadeUp: (parameter) => Object.hasOwn(passed, parameter) && isMadeUp(parameter),
    remedyFor: (parameter) => `pass ${parameter} under Parameters of ${owner}`,
    noteUnused(parameters) {
      const { positions, notices } = compilation;
      for (const name of Object.keys(passed).filter((passedName) => !Object.hasOwn(parameters, passedName))) {
        const message = `The nested template has no parameter ${name}; AWS refuses to deploy it.`;
        notices.add("warning", "parameter-unknown", message, { location: positions.at(passed, name) ?? positions.top });
      }
    },
  };
}

/** Lists are passed as text with commas. */
const asText = (value: unknown) =>
  listOf(value)
    .map((item) => textOf(item) ?? JSON.stringify(item))
    .join(",");
