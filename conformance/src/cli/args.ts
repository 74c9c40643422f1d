import { parseArgs } from "node:util";

export const HELP = `Tries what is known of API Gateway's WebSocket APIs at whatever runs the fixture stack.

Usage: portcullis-conformance [--target TARGET] [options]

Targets:
  engine            The engine of the package portcullis, in this process (default)
  engine-process    The same, with a process for each function
  aws               The fixture stack on AWS: it is made, tried and removed (asks first)
  URL               ws://… of the stage Main/test, or any stages by --stages

Options:
  --management URL    Before /@connections, for a target that is a URL
  --stages FILE       JSON: { "Main/test": { "ws": "ws://…", "management": "http://…", "apiId": "…" }, … }
  --records-port N    Listens here for events that functions of the stack send to RECORDS_URL
  --outputs FILE      For aws: outputs of a stack that is there already, as describe-stacks prints them
  --region REGION     For aws. Default: that of the environment
  --yes               For aws: does not ask before it makes the stack
  --keep              For aws: leaves the stack
  --chapter NAME      Only cases of chapters whose title has this text
  --slow              Waits really where the target's clock cannot be moved: about 3 hours
  --timeout SECONDS   For a case. Default: 15, and 60 on AWS
  --json FILE         Writes the results as JSON; - is standard output
  --junit FILE        Writes them as JUnit's XML
  --page FILE         Writes them as a page
  --name NAME         The target's name in reports
  --quiet             Says nothing until the end
  --help, --version

Ends with 0 when nothing differs, with 1 when something does, and with 2 when it could not be tried.
`;

const OPTIONS = {
  target: { type: "string", default: "engine" },
  management: { type: "string" },
  stages: { type: "string" },
  "records-port": { type: "string" },
  outputs: { type: "string" },
  region: { type: "string" },
  yes: { type: "boolean", default: false },
  keep: { type: "boolean", default: false },
  chapter: { type: "string", default: "" },
  slow: { type: "boolean", default: false },
  timeout: { type: "string" },
  json: { type: "string" },
  junit: { type: "string" },
  page: { type: "string" },
  name: { type: "string" },
  quiet: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
  version: { type: "boolean", default: false },
} as const;

/** A mistake that the command's user can mend. */
export class UsageError extends Error {}

export type Options = ReturnType<typeof optionsOf>;

/** Reads the command line. Throws a `UsageError`. */
export function optionsOf(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** A whole number above zero. */
export function countOf(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^[1-9]\d{0,6}$/.test(value)) throw new UsageError(`--${name} takes a number, not ${value}.`);
  return Number(value);
}
