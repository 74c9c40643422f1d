import { type CommandSpec, exitCodeText, HELP, programOf } from "../../engine/src/cli/args.ts";
import { COMMANDS } from "../../engine/src/cli/main.ts";
import { cell, code, GENERATED, page, table } from "./tables.ts";

const INTRODUCTION = `Every command of the engine, with all of its options. \`npx portcullis COMMAND --help\` prints the same at a terminal.
Commands that speak to a running engine find it by \`--endpoint\`, else by \`PORTCULLIS_ENDPOINT\`, else at
\`http://127.0.0.1:3001\`. [engine.md](engine.md) explains what the options lead to.

A command ends with the exit code 0 when it has done its work. It ends with 1 when it could not: an unknown option, no engine,
no template, and what stands at the command. Standard error then has one message, with its place and the remedy. \`--json\`
prints one object a line on standard output; [events.md](events.md) has those of \`start\`.`;

/** The page of the command line, from the specifications by which it is parsed. */
export function generateCli(): string {
  const list = COMMANDS.map((spec) => [`[${code(programOf(spec))}](#${anchorOf(spec)})`, `${cell(spec.summary)}.`]);
  return page(
    "# Command line",
    GENERATED,
    INTRODUCTION,
    table(["command", "what it does"], list),
    ...COMMANDS.map(section),
  );
}

const anchorOf = (spec: CommandSpec): string => programOf(spec).replaceAll(" ", "-");

function section(spec: CommandSpec): string {
  const usage = [programOf(spec), spec.positional, "[options]"].filter(Boolean).join(" ");
  const options = Object.entries({ ...spec.options, help: HELP }).map(([name, { value, short, description }]) => [
    code([short && `-${short},`, `--${name}`, value].filter(Boolean).join(" ")),
    `${cell(description)}.`,
  ]);
  return [
    `## ${programOf(spec)}`,
    `${spec.summary}.`,
    block(usage),
    table(["option", "what it does"], options),
    ...(spec.failsWhen ? [exitCodeText(spec.failsWhen)] : []),
    ...(spec.notes ? [block(...spec.notes)] : []),
    ...(spec.examples ? ["For example:", block(...spec.examples)] : []),
  ].join("\n\n");
}

const block = (...lines: readonly string[]): string => ["```text", ...lines, "```"].join("\n");
