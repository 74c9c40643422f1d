import { UserError } from "../kernel/errors.ts";
import { type CommandSpec, commandHelp, overallHelp, parseCommand } from "./args.ts";
import { diagram } from "./commands/diagram.ts";
import { doctor } from "./commands/doctor/doctor.ts";
import { init } from "./commands/init/init.ts";
import { invoke } from "./commands/invoke/invoke.ts";
import { logs } from "./commands/logs/logs.ts";
import { mcp } from "./commands/mcp/mcp.ts";
import { push } from "./commands/push/push.ts";
import { start } from "./commands/start.ts";
import { validate } from "./commands/validate.ts";
import { ws } from "./commands/ws/ws.ts";
import { runProgram } from "./program.ts";
import { version } from "./version.ts";

/** All commands. The engine itself is imported by what a command runs, so that help costs nothing. */
export const COMMANDS: readonly CommandSpec[] = [start, validate, diagram, invoke, logs, ws, push, mcp, doctor, init];

/** Runs the command line `argv` (without node and script) and sets the process's exit code. */
export async function main(argv: readonly string[], onRunning = () => {}): Promise<void> {
  await runProgram(() => run(argv, onRunning));
}

async function run([name, ...rest]: readonly string[], onRunning: () => void): Promise<void> {
  if (name === "--version" || name === "-v") return print(`${version}\n`);
  if (name === undefined || name === "--help" || name === "-h" || name === "help") return print(overallHelp(COMMANDS));
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (!command) throw new UserError(`Unknown command: ${name}`, { hint: "See portcullis --help." });
  const args = parseCommand(command, rest);
  if (args === "help") return print(commandHelp(command));
  await command.run(args, onRunning);
}

const print = (text: string) => void process.stdout.write(text);
