import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse as parseToml, TomlError } from "smol-toml";
import { parse as parseYaml, YAMLParseError } from "yaml";
import { messageOf, UserError } from "../../kernel/errors.ts";
import { unreadable } from "../../kernel/words/unreadable.ts";
import { isObject, objectOf, type PlainObject, textOf } from "../plain-data.ts";
import { parseOverrides } from "./overrides.ts";

/** The part of a project's SAM configuration that is about deploying it. */
export interface Samconfig {
  readonly parameters: Readonly<Record<string, string>>;
  readonly stackName?: string;
  readonly region?: string;
}

/** Reads a configuration, integers as bigints: a number is one that was written with a point or an exponent. */
type Parse = (text: string) => unknown;

const toml: Parse = (text) => parseToml(text, { integersAsBigInt: true });
const yaml: Parse = (text) => parseYaml(text, { intAsBigInt: true });

/** The files in which the SAM CLI looks: the first that exists counts. */
const FORMATS: readonly (readonly [name: string, parse: Parse])[] = [
  ["samconfig.toml", toml],
  ["samconfig.yaml", yaml],
  ["samconfig.yml", yaml],
];

/** The places at which the configuration of a project may be. */
export const samconfigFiles = (dir: string): readonly string[] => FORMATS.map(([name]) => join(dir, name));

/** Makes texts of numbers as the SAM CLI does, which is written in Python: 1.0 stays so. */
function withTexts(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return Number.isInteger(value) ? value.toFixed(1) : String(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(withTexts);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withTexts(member)]));
}

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
    if (text !== undefined) return { file, content: objectOf(withTexts(parseConfiguration(text, file, parse))) };
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

function parseConfiguration(text: string, file: string, parse: Parse): unknown {
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
