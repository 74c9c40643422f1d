import { relative } from "node:path";
import type { Location } from "../../../kernel/errors.ts";
import { listNames } from "../../../kernel/words/list-names.ts";
import { nearestName } from "../../../kernel/words/nearest-name.ts";
import type { Stack } from "../../../template/model.ts";
import type { CodeSource } from "../build/code-source.ts";
import type { FunctionConfiguration } from "../configuration/function-configuration.ts";

/** A reason for which a function cannot start, or will fail, in the words of whoever has to mend it. */
export interface Mistake {
  readonly code: "code-missing" | "handler-missing" | "not-exported" | "syntax" | "package-missing";
  readonly message: string;
  readonly location: Location;
  /** The remedy, or what there is in place of what is missing. */
  readonly hint?: string;
}

/** A function whose code is looked at without being run. */
export interface Suspect {
  readonly configuration: FunctionConfiguration;
  readonly source: CodeSource;
  readonly stack: Pick<Stack, "baseDir" | "locate">;
  /** Folders that hold a `node_modules` besides those above the code: of layers, and of what is installed for it. */
  readonly moduleFolders: readonly string[];
}

/** A path as the template would write it. */
export const shownFrom = ({ stack }: Pick<Suspect, "stack">, path: string) => relative(stack.baseDir, path) || ".";

export const locateProperty = ({ stack, configuration }: Suspect, property: string): Location =>
  stack.locate(configuration.logicalId, ["Properties", property]);

/** The number of names that are listed. */
const LISTED = 8;

/** Names for a sentence; undefined when there is none. */
export const listed = (names: readonly string[]): string | undefined =>
  names.length === 0 ? undefined : listNames(names, LISTED);

const lettersOf = (name: string) => [...name.toLowerCase()].sort().join("");

/** The one of `names` that a wrong one is most likely meant to be: even a short one, if it has the same letters. */
export const meantName = (name: string, names: readonly string[]): string | undefined =>
  nearestName(name, names) ?? names.find((each) => lettersOf(each) === lettersOf(name));
