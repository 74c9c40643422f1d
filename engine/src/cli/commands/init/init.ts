import { relative } from "node:path";
import { UserError } from "../../../kernel/errors.ts";
import type { CommandSpec } from "../../args.ts";
import { installPackages } from "./install.ts";
import { type InitOptions, initOptions, readInitOptions } from "./options.ts";
import { filesOf, type Parts, readParts } from "./project.ts";
import { assertFree, beginStaging, writeFiles } from "./staging.ts";

/** The exit code of a program that SIGINT ended: 128 and the signal's number. */
const INTERRUPTED = 130;

export const init: CommandSpec = {
  name: "init",
  positional: "DIR",
  summary: "Makes a project: the app with its tests, CI workflow and README, or a small chat",
  options: initOptions,
  examples: [
    "portcullis init my-api",
    "portcullis init my-chat --minimal",
    "portcullis init my-api --jwks-url https://ID.eu.auth0.com/.well-known/jwks.json --issuer https://ID.eu.auth0.com/ --audience my-api",
  ],
  async run(args) {
    const options = readInitOptions(args, process.cwd());
    const interruption = interruptible();
    const made = await makeProject(options, readParts(), interruption).catch((error) => {
      if (!interruption.aborted) throw error;
    });
    if (made) say(reportOf(options, made));
    else {
      say("Interrupted: nothing was made.\n");
      process.exitCode = INTERRUPTED;
    }
  },
};

interface Made {
  readonly files: number;
  readonly overwritten: readonly string[];
  readonly installed: boolean;
}

/** Makes a project, all of it or nothing; rejects with the signal's reason when that is aborted. */
export const makeProject = (options: InitOptions, parts: Parts, signal: AbortSignal): Promise<Made> =>
  make(options, parts, signal).catch((error) => {
    const isOfTheSystem = error instanceof Error && "syscall" in error;
    throw isOfTheSystem ? new UserError(`Nothing can be made in ${options.folder}: ${error.message}.`) : error;
  });

async function make(options: InitOptions, parts: Parts, signal: AbortSignal): Promise<Made> {
  const { folder, force, install } = options;
  if (!force) assertFree(folder);
  const files = filesOf(parts, options);
  using staging = beginStaging(folder);
  writeFiles(staging.path, files);
  const installed = install && (await installPackages(staging.path, signal));
  // A signal that came while files were written is heard only now.
  await new Promise(setImmediate);
  signal.throwIfAborted();
  return { files: Object.keys(files).length, overwritten: staging.finish(), installed };
}

/** Aborted by Ctrl-C, which then ends nothing by itself. */
function interruptible(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => controller.abort(new UserError("Interrupted.")));
  return controller.signal;
}

function reportOf({ folder, install }: InitOptions, { files, overwritten, installed }: Made): string {
  const place = relative(process.cwd(), folder) || ".";
  return [
    ...overwritten.map((file) => `Overwritten: ${relative(process.cwd(), file)}`),
    ...(install && !installed ? ["npm install failed; the project is complete apart from that."] : []),
    `Made ${files} files in ${place}.`,
    "",
    ...(place === "." ? [] : [`  cd ${place}`]),
    ...(installed ? [] : ["  npm install"]),
    "  npm start            # runs it on http://127.0.0.1:3001",
    "  npm test",
    "",
    "README.md tells the rest.",
    "",
  ].join("\n");
}

const say = (text: string) => void process.stdout.write(text);
