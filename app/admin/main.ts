import { parseArgs } from "node:util";
import { type Command, done, EXIT, type Report } from "./command.ts";
import { connections } from "./commands/connections.ts";
import { forget } from "./commands/forget.ts";
import { kick } from "./commands/kick.ts";
import { redrive } from "./commands/redrive.ts";
import { revoke } from "./commands/revoke.ts";
import { openStack } from "./stack.ts";
import { UsageError } from "./usage-error.ts";

const COMMANDS: Readonly<Record<string, Command>> = { connections, kick, revoke, forget, redrive };

/** Options of every command, with their defaults. */
const COMMON = ["stack-name", "region", "endpoint-url", "source", "wait"];
const DEFAULT_STACK_NAME = "portcullis";
const DEFAULT_WAIT_SECONDS = 60;

const HELP = [
  "Usage: npm run admin -- COMMAND [OPTIONS]",
  "",
  ...Object.entries(COMMANDS).flatMap(([name, { usage, summary }]) => [`  ${name} ${usage}`, `      ${summary}`]),
  "",
  "Of every command:",
  `  --stack-name NAME    the deployed stack (default: ${DEFAULT_STACK_NAME})`,
  "  --region REGION      where it is (default: AWS_REGION, AWS_DEFAULT_REGION, or the AWS profile's)",
  "  --endpoint-url URL   another endpoint than AWS's, for example http://127.0.0.1:3001",
  "  --source SOURCE      one of the stack's PublisherSources (default: the first)",
  `  --wait SECONDS       how long to wait until what was asked for has happened (default: ${DEFAULT_WAIT_SECONDS})`,
  "",
  "It ends with 0 when it was done, with 2 when there was nothing for it to be done to, and with 1 otherwise.",
].join("\n");

async function run(args: readonly string[]): Promise<Report> {
  const [name = "help", ...rest] = args;
  if (name === "help" || args.includes("--help")) return done(HELP);
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw new UsageError(`There is no command ${name}.`);
  const { positionals, values } = parse(rest, [...COMMON, ...command.options]);
  const stack = openStack({
    stackName: values["stack-name"] ?? DEFAULT_STACK_NAME,
    source: values.source,
    waitSeconds: secondsOf(values.wait),
    region: values.region,
    endpointUrl: values["endpoint-url"],
  });
  return command.run({ positionals, values }, stack);
}

function secondsOf(text = String(DEFAULT_WAIT_SECONDS)): number {
  const seconds = Number(text);
  if (text.trim() === "" || !(seconds >= 0)) throw new UsageError(`--wait is no number of seconds: ${text}`);
  return seconds;
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

function complaintOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof UsageError) return `${error.message}\nnpm run admin -- help`;
  // The SDK's own words have no next step.
  if (error.message === "Region is missing") return "No region is set: give --region, or set AWS_REGION.";
  return `${error.name}: ${error.message}`;
}

try {
  const { text, exitCode } = await run(process.argv.slice(2));
  process.stdout.write(`${text}\n`);
  process.exitCode = exitCode;
} catch (error) {
  process.stderr.write(`${complaintOf(error)}\n`);
  process.exitCode = EXIT.failed;
}
