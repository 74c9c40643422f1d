import type { EngineOptions } from "../../engine.ts";
import { faultHelp } from "../../faults/help.ts";
import { UserError } from "../../kernel/errors.ts";
import { assertRunnable } from "../../template/assert-runnable.ts";
import { type CommandSpec, type ParsedArgs, parsePort } from "../args.ts";
import { debugOptions, readDebugOptions } from "../debug-options.ts";
import { elsewhereOptions, readElsewhereOptions } from "../elsewhere-options.ts";
import { adoptTimeZone, developerCredentials, surroundings } from "../environment.ts";
import type { Audience } from "../output/audiences/audience.ts";
import { chooseAudience } from "../output/audiences/choose.ts";
import { inTurns, type TextStream, type TurnStream } from "../output/audiences/turns.ts";
import { readyEvent } from "../output/print.ts";
import { type Running, runEngine } from "../run-engine.ts";
import { readTemplateOptions, templateOptions } from "../template-options.ts";

const DEFAULT_PORT = 3001;

/** The time that is promised for Ctrl-C; whatever still hangs then is cut off. */
const STOP_DEADLINE_MS = 5_000;

export const start: CommandSpec = {
  name: "start",
  positional: "[TEMPLATE]",
  summary: "Runs a template: WebSocket APIs, functions and services on one port",
  options: {
    port: { type: "string", value: "PORT", description: `The one port (default: ${DEFAULT_PORT}; 0: any free one)` },
    host: { type: "string", value: "HOST", description: "The address to listen on (default: 127.0.0.1)" },
    "allow-remote": { type: "boolean", description: "Let --host name an address that other machines can reach" },
    "allow-origin": {
      type: "string",
      multiple: true,
      value: "ORIGIN",
      description: "Let pages of this origin call services and control, e.g. http://localhost:5173 (repeatable)",
    },
    ...templateOptions,
    data: { type: "string", value: "DIR", description: "Keep data in DIR (default: in memory)" },
    dynamodb: { type: "string", value: "URL", description: "Use this DynamoDB endpoint instead of the bundled one" },
    isolation: {
      type: "string",
      value: "worker|process",
      description: "How functions are kept apart (default: worker)",
    },
    iam: {
      type: "string",
      value: "enforce|warn|off",
      description: "What to do when a function's role does not allow a call (default: warn)",
    },
    ...elsewhereOptions,
    ...debugOptions,
    fault: {
      type: "string",
      multiple: true,
      value: "KIND:KEY=VALUE,…",
      description: "Let something go wrong on purpose, e.g. throttled:route=send,rate=0.1 (repeatable; see below)",
    },
    "account-limits": {
      type: "boolean",
      description: "Hold to the account's throttles (500 new connections a second)",
    },
    "no-verify-signatures": { type: "boolean", description: "Let unsigned calls through to @connections" },
    "journal-memory": {
      type: "string",
      value: "MB",
      description: "How much memory the journal may take (default: 64)",
    },
    payloads: { type: "boolean", description: "Keep what messages hold for the console, with --allow-remote too" },
    "no-payloads": {
      type: "boolean",
      description: "Neither keep nor show what messages, events and items hold for the console",
    },
    "no-console": { type: "boolean", description: "Do not serve the console page" },
    "custom-resources": {
      type: "boolean",
      description: "Have the functions of custom resources create them at the start",
    },
    "no-watch": {
      type: "boolean",
      description: "Do not rebuild functions when their sources change, nor look at the template again",
    },
    quiet: { type: "boolean", description: "Print errors and warnings only, besides where it runs" },
    verbose: { type: "boolean", description: "Print everything that the journal gets" },
    "log-format": {
      type: "string",
      value: "text|json",
      description: "How lines are printed: for people, or a JSON object each (default: text)",
    },
    json: { type: "boolean", description: "Print one JSON line when ready; logs go to standard error" },
  },
  failsWhen: "the template cannot run, or its port is taken; Ctrl-C ends it with 0",
  notes: faultHelp(),
  examples: [
    "portcullis start",
    "portcullis start template.yaml --port 0 --parameter Stage=dev",
    "portcullis start --inspect OnMessage=9229",
  ],
  async run(args, onRunning) {
    adoptTimeZone();
    const lines = inTurns(args.flag("json") ? process.stderr : process.stdout);
    const audience = audienceOf(args, lines);
    try {
      const running = await run(args, audience, lines);
      onRunning();
      await stopOnSignal(running, audience);
    } catch (error) {
      // Whoever reads lines of JSON reads no others; all else is told by the command line itself.
      if (!(error instanceof UserError) || args.string("log-format") !== "json") throw error;
      audience.mistake(error);
      process.exitCode = 1;
    }
  },
};

async function run(args: ParsedArgs, audience: Audience, lines: TurnStream): Promise<Running> {
  const json = args.flag("json");
  const page = !args.flag("no-console");
  const options = await engineOptions(args);
  const { readStack, startEngine } = await import("../../engine.ts");
  return runEngine({
    async start(port = options.port) {
      const engine = await startEngine({
        ...options,
        port,
        // Before the start, which may fail for a reason that they name.
        onStack: audience.stack,
        onJournal: (journal) => journal.subscribe(audience.entry),
      });
      audience.ready(engine, page);
      lines.flush();
      if (json) process.stdout.write(`${JSON.stringify(readyEvent(engine, page))}\n`);
      return engine;
    },
    check: async () => assertRunnable(await readStack(options)),
    onMistake: audience.mistake,
    onRestart: () => audience.restart(options.dataDir),
    onFailure: exitWith(audience),
    input: process.stdin.isTTY && !json ? process.stdin : undefined,
  });
}

function audienceOf(args: ParsedArgs, stream: TextStream): Audience {
  const verbosity = args.flag("verbose") ? "verbose" : args.flag("quiet") ? "quiet" : "normal";
  return chooseAudience({
    format: choiceOf(args, "log-format", ["text", "json"]),
    verbosity,
    stream,
    surroundings: surroundings(),
  });
}

async function engineOptions(args: ParsedArgs): Promise<EngineOptions> {
  const dataDir = args.string("data");
  const dynamodb = args.string("dynamodb");
  return {
    ...readTemplateOptions(args),
    host: args.string("host") ?? "127.0.0.1",
    allowRemote: args.flag("allow-remote"),
    allowOrigins: args.strings("allow-origin"),
    port: parsePort(args.string("port") ?? String(DEFAULT_PORT)),
    isolation: choiceOf(args, "isolation", ["worker", "process"]),
    iam: choiceOf(args, "iam", ["warn", "enforce", "off"]),
    accountLimits: args.flag("account-limits") ? "enforced" : "ignored",
    watch: !args.flag("no-watch"),
    customResources: args.flag("custom-resources"),
    keepStack: true,
    console: !args.flag("no-console"),
    verifySignatures: !args.flag("no-verify-signatures"),
    developerCredentials: developerCredentials(),
    ...(await readElsewhereOptions(args)),
    faults: args.strings("fault"),
    ...readDebugOptions(args),
    ...payloadOptions(args),
    ...journalOptions(args.string("journal-memory")),
    ...(dataDir ? { dataDir } : {}),
    ...(dynamodb ? { dynamodb } : {}),
  };
}

function payloadOptions(args: ParsedArgs): Pick<EngineOptions, "payloads"> {
  const [wanted, unwanted] = [args.flag("payloads"), args.flag("no-payloads")];
  if (wanted && unwanted) throw new UserError("--payloads and --no-payloads say opposite things: leave one off.");
  return wanted || unwanted ? { payloads: wanted } : {};
}

function journalOptions(megabytes: string | undefined): Pick<EngineOptions, "journalBytes"> {
  if (megabytes === undefined) return {};
  if (!/^[1-9]\d{0,4}$/.test(megabytes))
    throw new UserError(`--journal-memory takes a number of megabytes from 1 to 99999, not "${megabytes}".`);
  return { journalBytes: Number(megabytes) * 1024 * 1024 };
}

/** One of `choices`, the first when the option is absent. */
function choiceOf<const T extends readonly string[]>(args: ParsedArgs, option: string, choices: T): T[number] {
  const given = args.string(option) ?? choices[0];
  const choice = choices.find((candidate) => candidate === given);
  if (choice !== undefined) return choice;
  throw new UserError(`--${option} takes ${choices.join(", ")}, not "${given}".`);
}

const exitWith = (audience: Audience) => (error: unknown) => {
  if (!(error instanceof UserError)) throw error;
  audience.mistake(error);
  process.exit(1);
};

/** Resolves when a signal came and everything is put away; a second signal does not wait. */
async function stopOnSignal(engine: Running, audience: Pick<Audience, "stop">): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.kill(process.pid, "SIGKILL"));
  // An exit would wait for threads that are in the middle of native code, e.g. of a hash of a billion rounds.
  const deadline = setTimeout(() => process.kill(process.pid, "SIGKILL"), STOP_DEADLINE_MS);
  deadline.unref();
  audience.stop();
  await engine.stop();
  process.exit(0);
}
