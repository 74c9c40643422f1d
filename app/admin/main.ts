import { parseArgs } from "node:util";
import type { Command } from "./command.ts";
import { connections } from "./commands/connections.ts";
import { kick } from "./commands/kick.ts";
import { redrive } from "./commands/redrive.ts";
import { revoke } from "./commands/revoke.ts";
import { openStack } from "./stack.ts";
import { UsageError } from "./usage-error.ts";

const COMMANDS: Readonly<Record<string, Command>> = { connections, kick, revoke, redrive };

/** Of every command, with what it is when it is not given. */
const COMMON = ["stack-name", "region", "endpoint-url", "event-bus", "source"];
const DEFAULT_STACK_NAME = "portcullis";
const DEFAULT_SOURCE = "portcullis";

const HELP = [
  "Usage: npm run admin -- COMMAND [OPTIONS]",
  "",
  ...Object.entries(COMMANDS).flatMap(([name, { usage, summary }]) => [`  ${name} ${usage}`, `      ${summary}`]),
  "",
  "Of every command:",
  `  --stack-name NAME    the deployed stack (default: ${DEFAULT_STACK_NAME})`,
  "  --region REGION      where it is (default: that of the AWS profile)",
  "  --endpoint-url URL   another endpoint than AWS's, for example http://127.0.0.1:3001",
  "  --event-bus NAME     the stack's EventBusName (default: the stack's own bus, else the default bus)",
  `  --source SOURCE      one of the stack's PublisherSources (default: ${DEFAULT_SOURCE})`,
  "",
].join("\n");

async function run(args: readonly string[]): Promise<string> {
  const [name = "help", ...rest] = args;
  if (name === "help" || args.includes("--help")) return HELP;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw new UsageError(`There is no command ${name}.`);
  const { positionals, values } = parse(rest, [...COMMON, ...command.options]);
  const stack = openStack({
    stackName: values["stack-name"] ?? DEFAULT_STACK_NAME,
    source: values.source ?? DEFAULT_SOURCE,
    region: values.region,
    endpointUrl: values["endpoint-url"],
    eventBus: values["event-bus"],
  });
  return `${await command.run({ positionals, values }, stack)}\n`;
}

function parse(args: string[], names: readonly string[]) {
  try {
    const options = Object.fromEntries(names.map((name) => [name, { type: "string" } as const]));
    const { positionals, values } = parseArgs({ args, options, allowPositionals: true });
    return { positionals, values: values as Readonly<Record<string, string | undefined>> };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

try {
  process.stdout.write(await run(process.argv.slice(2)));
} catch (error) {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const text = error instanceof UsageError ? `${error.message}\nnpm run admin -- help` : message;
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}
