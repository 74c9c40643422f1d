import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { EngineOptions } from "../engine.ts";
import { UserError } from "../kernel/errors.ts";
import type { OptionSpec, ParsedArgs } from "./args.ts";
import { parsePairs } from "./args.ts";
import { userCacheDir } from "./environment.ts";

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
    description: "The region that the stack believes in (default: samconfig.toml's, CDK's, its ARNs', else us-east-1)",
  },
  "account-id": {
    type: "string",
    value: "ACCOUNT",
    description: "The account that the stack believes in (default: CDK's, its ARNs', else 000000000000)",
  },
  ssm: {
    type: "string",
    multiple: true,
    value: "NAME=VALUE",
    description: "A Systems Manager parameter that exists outside of the template (repeatable)",
  },
  secret: {
    type: "string",
    multiple: true,
    value: "NAME=VALUE",
    description: "A secret that exists outside of the template (repeatable)",
  },
  "env-vars": {
    type: "string",
    value: "FILE",
    description: "JSON with other values of functions' environment variables, as sam local --env-vars takes it",
  },
  "code-dir": {
    type: "string",
    value: "DIR",
    description: "Where packages and nested templates are that the template names by an S3 key or a URL",
  },
};

export function readTemplateOptions(
  args: ParsedArgs,
): Pick<
  EngineOptions,
  | "template"
  | "parameters"
  | "stackName"
  | "region"
  | "accountId"
  | "envVars"
  | "ssm"
  | "secrets"
  | "codeDir"
  | "userCacheDir"
> {
  const optional = {
    template: args.positional,
    stackName: args.string("stack-name"),
    region: regionOf(args),
    accountId: accountOf(args),
    envVars: args.string("env-vars"),
    codeDir: folderOf(args, "code-dir"),
    userCacheDir: userCacheDir(),
  };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  return {
    ...given,
    parameters: parsePairs(args.strings("parameter"), "--parameter"),
    ssm: parsePairs(args.strings("ssm"), "--ssm"),
    secrets: parsePairs(args.strings("secret"), "--secret"),
  };
}

const accountOf = (args: ParsedArgs) => textLike(args, "account-id", /^\d{12}$/, "12 digits");
const regionOf = (args: ParsedArgs) =>
  textLike(args, "region", /^[a-z]{2}(-[a-z]+)+-\d+$/, "the name of a region, e.g. eu-west-1");

function textLike(args: ParsedArgs, option: string, pattern: RegExp, expected: string): string | undefined {
  const given = args.string(option);
  if (given === undefined || pattern.test(given)) return given;
  throw new UserError(`--${option} takes ${expected}, not "${given}".`);
}

/** The absolute path of a folder that must exist. */
function folderOf(args: ParsedArgs, option: string): string | undefined {
  const given = args.string(option);
  if (given === undefined) return undefined;
  if (statSync(given, { throwIfNoEntry: false })?.isDirectory()) return resolve(given);
  throw new UserError(`--${option} names no folder: ${given}.`);
}

export async function inspectStackOf(args: ParsedArgs) {
  const { inspectStack } = await import("../engine.ts");
  return inspectStack(readTemplateOptions(args));
}
