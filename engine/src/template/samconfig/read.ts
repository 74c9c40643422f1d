import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse as parseToml, TomlError } from "smol-toml";
import { parse as parseYaml, YAMLParseError } from "yaml";
import { messageOf, UserError } from "../../kernel/errors.ts";
import { unreadable } from "../../kernel/words/unreadable.ts";
import { objectOf, type PlainObject, textOf } from "../plain-data.ts";
import { parseOverrides } from "./overrides.ts";

/** The part of a project's SAM configuration that is about deploying it. */
export interface Samconfig {
  readonly parameters: Readonly<Record<string, string>>;
  readonly stackName?: string;
  readonly region?: string;
}

/** The files in which the SAM CLI looks: the first that exists counts. */
const FORMATS: readonly (readonly [name: string, parse: (text: string) => unknown])[] = [
  ["samconfig.toml", parseToml],
  ["samconfig.yaml", parseYaml],
  ["samconfig.yml", parseYaml],
];

/** Reads the `deploy` and `global` parameters of one environment. Without a file there are none. */
export async function readSamconfig(dir: string, environment = "default"): Promise<Samconfig> {
  const { file, content } = await readConfiguration(dir);
  const commands = objectOf(content[environment]);
  const parametersOf = (command: string) => objectOf(objectOf(commands[command]).parameters);
  const { parameter_overrides, stack_name, region } = { ...parametersOf("global"), ...parametersOf("deploy") };
  const parameters = parseOverrides(parameter_overrides, (text) => {
    throw new UserError(`parameter_overrides has ${text}, which is no Key=Value.`, { location: { file } });
  });
  const stackName = textOf(stack_name);
  const regionName = textOf(region);
  return {
    parameters,
    ...(stackName !== undefined && { stackName }),
    ...(regionName !== undefined && { region: regionName }),
  };
}

async function readConfiguration(dir: string): Promise<{ readonly file: string; readonly content: PlainObject }> {
  for (const [name, parse] of FORMATS) {
    const file = join(dir, name);
    const text = await readIfPresent(file);
    if (text !== undefined) return { file, content: objectOf(parseConfiguration(text, file, parse)) };
  }
  return { file: dir, content: {} };
}

async function readIfPresent(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new UserError(unreadable(file, error), { cause: error });
  }
}

function parseConfiguration(text: string, file: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(text);
  } catch (error) {
    const [firstLine = ""] = messageOf(error).split("\n");
    const problem = firstLine.replace(/^Invalid TOML document: /, "").replace(/( at line .*)?[.:]?$/, "");
    throw new UserError(`${problem}.`, { location: { file, ...placeOf(error) }, cause: error });
  }
}

function placeOf(error: unknown): { readonly line?: number; readonly column?: number } {
  if (error instanceof TomlError) return { line: error.line, column: error.column };
  const [start] = error instanceof YAMLParseError ? (error.linePos ?? []) : [];
  return start ? { line: start.line, column: start.col } : {};
}
