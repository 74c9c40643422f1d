import { PassThrough } from "node:stream";
import { expect } from "vitest";
import { type CommandSpec, type ParsedArgs, parseCommand } from "../../../src/cli/args.ts";

/** The arguments as the command line would give them. */
export function argsOf(spec: CommandSpec, argv: readonly string[]): ParsedArgs {
  const args = parseCommand(spec, argv);
  if (args === "help") throw new Error("These arguments ask for help.");
  return args;
}

/** Streams of a command that a test writes to and reads; a terminal's when told so. */
export function testStreams({ terminal = false } = {}) {
  const input = Object.assign(new PassThrough(), { isTTY: terminal });
  const [output, errors] = [Object.assign(new PassThrough(), { isTTY: terminal }), new PassThrough()];
  const interrupt = new AbortController();
  const texts = { output: "", errors: "" };
  output.on("data", (chunk) => {
    texts.output += chunk;
  });
  errors.on("data", (chunk) => {
    texts.errors += chunk;
  });
  return {
    input,
    output,
    errors,
    interrupted: interrupt.signal,
    interrupt: () => interrupt.abort(),
    printed: () => texts.output,
    complained: () => texts.errors,
    /** Waits until this is printed. */
    shows: (text: string | RegExp) => expect.poll(() => texts.output).toMatch(text),
  };
}
