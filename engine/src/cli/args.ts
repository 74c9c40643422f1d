import { type ParseArgsConfig, parseArgs } from "node:util";
import { messageOf, UserError } from "../kernel/errors.ts";

export interface OptionSpec {
  readonly type: "string" | "boolean";
  readonly multiple?: boolean;
  /** One letter, e.g. `H`. */
  readonly short?: string;
  /** The name of the value in the help, e.g. `PORT`. */
  readonly value?: string;
  readonly description: string;
}

export interface CommandSpec {
  readonly name: string;
  /** Words that are typed before the options, where that is not `portcullis` and the name. */
  readonly program?: string;
  /** E.g. `[TEMPLATE]`, or several: `CONNECTION_ID TEXT`. */
  readonly positional?: string;
  readonly summary: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** The reason for the exit code 1 besides a mistake of the caller's: "the function fails". */
  readonly failsWhen?: string;
  readonly examples?: readonly string[];
  /** Said after the options: their own little languages. */
  readonly notes?: readonly string[];
  /** `onRunning` is for a command that goes on: called once it does all that it was started for. */
  readonly run: (args: ParsedArgs, onRunning: () => void) => Promise<void>;
}

export interface ParsedArgs {
  readonly positional: string | undefined;
  readonly positionals: readonly string[];
  string(name: string): string | undefined;
  strings(name: string): readonly string[];
  flag(name: string): boolean;
}

export const HELP: OptionSpec = { type: "boolean", description: "Show this text" };

/** Options named `no-…` are spelled out, so that the help lists what can be typed. */
export function parseCommand(spec: CommandSpec, argv: readonly string[]): ParsedArgs | "help" {
  const { values, positionals } = parse(spec, argv);
  if (values.help) return "help";
  const names = spec.positional?.split(" ") ?? [];
  const missing = names.slice(positionals.length).find((name) => !name.startsWith("["));
  if (positionals.length > names.length)
    throw new UserError(`Unexpected argument: ${positionals[names.length]}`, helpHint(spec));
  if (missing) throw new UserError(`${spec.name} needs ${missing}.`, helpHint(spec));
  return {
    positional: positionals[0],
    positionals,
    string: (name) => (typeof values[name] === "string" ? values[name] : undefined),
    strings: (name) => (Array.isArray(values[name]) ? values[name].map(String) : []),
    flag: (name) => values[name] === true,
  };
}

export const programOf = ({ name, program = `portcullis ${name}` }: CommandSpec) => program;

const helpHint = (spec: CommandSpec) => ({ hint: `See ${programOf(spec)} ${spec.program ? "-- " : ""}--help.` });

function parse(spec: CommandSpec, argv: readonly string[]) {
  const options: ParseArgsConfig["options"] = { help: { type: "boolean", short: "h" } };
  for (const [name, { type, multiple = false, short }] of Object.entries(spec.options))
    options[name] = { type, multiple, ...(short && { short }) };
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UserError(messageOf(error).split(". To specify")[0] ?? "", helpHint(spec));
  }
}

/** `K=V` pairs as an object. */
export function parsePairs(pairs: readonly string[], option: string): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const equals = pair.indexOf("=");
      if (equals < 1) throw new UserError(`${option} takes NAME=VALUE, not "${pair}".`);
      return [pair.slice(0, equals), pair.slice(equals + 1)];
    }),
  );
}

/** A port number, 0 for any free one. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new UserError(`--port takes a number from 0 to 65535, not "${text}".`);
  return port;
}

export function commandHelp(spec: CommandSpec): string {
  const rows = Object.entries({ ...spec.options, help: HELP }).map(([name, { value, short, description }]) => ({
    left: `${short ? `-${short}, ` : ""}--${name}${value ? ` ${value}` : ""}`,
    description,
  }));
  const width = Math.max(...rows.map(({ left }) => left.length));
  const lines = rows.map(({ left, description }) => `  ${left.padEnd(width)}  ${description}`);
  const notes = [
    ...(spec.notes ? ["", ...spec.notes] : []),
    ...(spec.failsWhen ? ["", exitCodeText(spec.failsWhen)] : []),
  ];
  const usage = [programOf(spec), spec.positional, spec.program && "--", "[options]"].filter(Boolean).join(" ");
  const examples = spec.examples ? ["", "Examples:", ...spec.examples.map((example) => `  ${example}`)] : [];
  return [`Usage: ${usage}`, "", spec.summary, "", "Options:", ...lines, ...notes, ...examples, ""].join("\n");
}

/** The sentence about a command's exit code. */
export const exitCodeText = (failsWhen: string): string => `It ends with 1 when ${failsWhen}.`;

export function overallHelp(commands: readonly CommandSpec[]): string {
  const width = Math.max(...commands.map(({ name, positional = "" }) => `${name} ${positional}`.length));
  const lines = commands.map(
    ({ name, positional = "", summary }) => `  ${`${name} ${positional}`.padEnd(width)}  ${summary}`,
  );
  return [
    "Usage: portcullis COMMAND [options]",
    "",
    "Runs SAM, CloudFormation and CDK templates with a WebSocket API on this machine.",
    "",
    "Commands:",
    ...lines,
    "",
    "portcullis COMMAND --help tells the options of a command.",
    "",
  ].join("\n");
}
