import { join, resolve } from "node:path";
import { type Location, messageOf, UserError } from "../../kernel/errors.ts";
import { exists, readText } from "../../kernel/machine/looks.ts";
import { parseExactJson } from "../../languages/exact-json.ts";
import type { Stack, StackResource } from "../../template/model.ts";
import { parseTemplate } from "../../template/text/load.ts";
import type { DefinitionPath } from "./language/errors/definition-mistake.ts";
import type { StateMachineProperties } from "./resource-types.ts";

/** A state machine's definition with the place of each part of it. */
export interface DefinitionSource {
  readonly document: unknown;
  locate(path: DefinitionPath): Location;
}

type Resource = Pick<StackResource<StateMachineProperties>, "logicalId" | "properties">;

/** The text, the map or the file that a template gives, its substitutions made. Throws a `UserError` with the place. */
export function readDefinition({ logicalId, properties }: Resource, stack: Stack, codeDir?: string): DefinitionSource {
  const { Definition, DefinitionString, DefinitionS3Location, DefinitionSubstitutions } = properties;
  const substituted = (text: string) => substitute(text, DefinitionSubstitutions);
  const at = (...path: DefinitionPath) => stack.locate(logicalId, ["Properties", ...path]);
  if (Definition !== undefined)
    return inTemplate(substituted(JSON.stringify(Definition)), (path) => at("Definition", ...path));
  if (DefinitionString !== undefined) return inTemplate(substituted(DefinitionString), () => at("DefinitionString"));
  const file = fileOf(DefinitionS3Location, stack.baseDir, codeDir);
  if (file === undefined)
    throw new UserError(`${logicalId}: its definition is not on this machine.`, {
      location: at("DefinitionS3Location"),
      hint: "Name a file beside the template, or a folder with what is in S3 by --code-dir.",
    });
  return inFile(file, substituted);
}

/** Fills in `${Name}` anywhere in the text; a name without a value stays as it is. */
const substitute = (text: string, values: StateMachineProperties["DefinitionSubstitutions"]) =>
  text.replace(/\$\{(\w+)\}/g, (all, name: string) => (Object.hasOwn(values, name) ? String(values[name]) : all));

function inTemplate(text: string, locate: DefinitionSource["locate"]): DefinitionSource {
  try {
    return { document: parseExactJson(text), locate };
  } catch (error) {
    throw new UserError(`The definition is not JSON: ${messageOf(error)}`, { location: locate([]), cause: error });
  }
}

function inFile(file: string, substituted: (text: string) => string): DefinitionSource {
  const { root, positions } = parseTemplate(substituted(readText(file)), file);
  return { document: root, locate: (path) => positions.follow(root, path, positions.top) };
}

/** A path beside the template, or the file that a deployment would have put into S3: by its key, or as an asset of the CDK. */
function fileOf(
  place: StateMachineProperties["DefinitionS3Location"],
  baseDir: string,
  codeDir: string | undefined,
): string | undefined {
  if (place === undefined) return undefined;
  if (typeof place === "string") return existing([resolve(baseDir, place)]);
  const { Key } = place;
  return existing([...(codeDir ? [join(codeDir, Key)] : []), join(baseDir, `asset.${Key}`), join(baseDir, Key)]);
}

const existing = (files: readonly string[]) => files.find((file) => exists(file));
