import picocolors from "picocolors";
import { parseJson } from "../../../kernel/parse-json.ts";
import { type Answer, answeredError, type RunningEngine } from "../../../running/running-engine.ts";
import { findFunction, type RunningFunction, readStack } from "../../../running/running-stack.ts";
import { makeSample, sampleKinds } from "../../../running/samples/samples.ts";
import type { CommandSpec } from "../../args.ts";
import { surroundings } from "../../environment.ts";
import { endpointOption, findEngine } from "../../find-engine.ts";
import type { Colors } from "../../output/audiences/audience.ts";
import { textOf } from "../logs/log-line.ts";
import { readEvent } from "./event.ts";

export const invoke: CommandSpec = {
  name: "invoke",
  positional: "FUNCTION",
  summary: "Invokes a function of a running engine and prints its answer",
  options: {
    event: { type: "string", value: "FILE", description: "The event, from a file; - reads standard input" },
    payload: { type: "string", value: "JSON", description: "The event; @FILE reads a file (default: {})" },
    sample: {
      type: "string",
      value: "KIND",
      description: "An event as the running stack would make it (see below); --payload replaces members of it",
    },
    "print-event": { type: "boolean", description: "Print the event, and invoke nothing" },
    quiet: { type: "boolean", description: "Leave out the function's log" },
    ...endpointOption,
  },
  failsWhen: "the function fails",
  examples: [
    `portcullis invoke CreateTestJwt --payload '{"userId":"ann"}'`,
    "portcullis invoke MyFunction --event event.json",
    "portcullis invoke ConnectFunction --sample connect",
    `portcullis invoke SendFunction --sample message --payload '{"body":"{\\"action\\":\\"send\\"}"}'`,
    "portcullis invoke MyFunction --sample sqs --print-event > event.json",
  ],
  notes: [
    "FUNCTION is a logical id, a construct of CDK, a name or an ARN. The answer goes to standard output, the end of the",
    "function's log and its error to standard error.",
    "",
    "Samples:",
    ...sampleKinds.map(({ kind, summary }) => `  ${kind.padEnd(11)}  ${summary}`),
  ],
  async run(args) {
    const engine = findEngine(args);
    const stack = await readStack(engine);
    const target = findFunction(args.positional ?? "", stack);
    const event = await readEvent(args, (kind) => makeSample(kind, { engine, stack, target }));
    if (args.flag("print-event")) {
      process.stdout.write(`${JSON.stringify(JSON.parse(event), null, 2)}\n`);
      return;
    }
    await printAnswer(await invokeFunction(engine, target, event), args.flag("quiet"));
  },
};

/** Invokes a function and asks for the end of its log. */
export function invokeFunction(
  engine: RunningEngine,
  { name, qualifier }: RunningFunction,
  body: string,
): Promise<Response> {
  const query = qualifier === undefined ? "" : `?Qualifier=${encodeURIComponent(qualifier)}`;
  const path = `/2015-03-31/functions/${encodeURIComponent(name)}/invocations${query}`;
  return engine.send({ service: "lambda", method: "POST", path, headers: { "x-amz-log-type": "Tail" }, body });
}

async function printAnswer(response: Response, quiet: boolean): Promise<void> {
  const colors = picocolors.createColors(surroundings().hasColors);
  const answer = await response.text();
  const parsed = parseJson(answer) as Answer | null | undefined;
  if (!response.ok) throw answeredError(response, parsed ?? undefined);
  const log = Buffer.from(response.headers.get("x-amz-log-result") ?? "", "base64").toString();
  if (!quiet && log !== "") process.stderr.write(colors.dim(inWords(log)));
  process.stdout.write(`${answer}\n`);
  if (!response.headers.has("x-amz-function-error")) return;
  process.stderr.write(`${formatFailure(parsed ?? {}, colors)}\n`);
  process.exitCode = 1;
}

/** The log with its lines of JSON as `portcullis logs` shows them. */
const inWords = (log: string) =>
  log
    .split("\n")
    .map((line) => (line.startsWith("{") ? textOf(line) : line))
    .filter((line) => line !== undefined)
    .join("\n");

/** A function's error with its stack, whose places are those of the sources. */
function formatFailure({ errorType, errorMessage, trace }: Answer, colors: Colors): string {
  const what = [errorType, errorMessage].filter((part) => part !== undefined && part !== "").join(": ");
  const frames = Array.isArray(trace) ? trace.slice(1).map((frame) => `\n${frame}`) : [];
  return `${colors.red("error:")} ${what}${colors.dim(frames.join(""))}`;
}
