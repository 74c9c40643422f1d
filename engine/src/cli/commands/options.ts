import { type EngineOptions, readStack } from "../../engine.ts";
import type { OptionSpec, ParsedArgs } from "../args.ts";
import { parsePairs } from "../args.ts";

/** Options of every command that reads a template. */
export const templateOptions: Readonly<Record<string, OptionSpec>> = {
  parameter: {
    type: "string",
    multiple: true,
    value: "NAME=VALUE",
    description: "Set a template parameter (repeatable); samconfig.toml's parameter_overrides are read first",
  },
  "stack-name": {
    type: "string",
    value: "NAME",
    description: "The stack's name (default: samconfig.toml's, else local)",
  },
  region: {
    type: "string",
    value: "REGION",
    description: "The region that the stack believes in (default: us-east-1)",
  },
};

export function readTemplateOptions(
  args: ParsedArgs,
): Pick<EngineOptions, "template" | "parameters" | "stackName" | "region"> {
  const optional = { template: args.positional, stackName: args.string("stack-name"), region: args.string("region") };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  return { ...given, parameters: parsePairs(args.strings("parameter"), "--parameter") };
}

export const readStackOf = (args: ParsedArgs) => readStack(readTemplateOptions(args));
