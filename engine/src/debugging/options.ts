import { UserError } from "../kernel/errors.ts";
import { nearestName } from "../kernel/words/nearest-name.ts";
import type { Stack } from "../template/model.ts";
import type { PortRequest } from "./ports.ts";

export interface InspectOptions {
  /** 0: any free one. */
  readonly port: number;
  /** Hold the function's code back until a debugger is there, and stop before its first line. Default false. */
  readonly brk?: boolean;
}

export interface DebugOptions {
  /**
   * Build functions for a debugger (not minified, with all names), and let timeouts stand still while one has a function
   * paused. Default: true with `inspect`, and in a process that is open to a debugger itself.
   */
  readonly debug?: boolean;
  /**
   * Functions that get a port for debuggers on this machine, by logical id: its number (0: any free one), or more of it.
   * Such a function has one environment at a time. Default: none.
   */
  readonly inspect?: Readonly<Record<string, number | InspectOptions>>;
}

export interface InspectedFunction extends PortRequest {
  readonly language: "node" | "python";
}

const LARGEST_PORT = 65_535;

/** The functions that are to be inspected. Throws a `UserError` for what cannot be. */
export function readInspected({ debug, inspect = {} }: DebugOptions, stack: Stack): readonly InspectedFunction[] {
  const taken = new Map<number, string>();
  const inspected = Object.entries(inspect).map(([logicalId, given]) => {
    const { port, brk = false } = typeof given === "number" ? { port: given } : given;
    if (!Number.isInteger(port) || port < 0 || port > LARGEST_PORT)
      throw new UserError(
        `The port for the debugger of ${logicalId} is a number from 0 to ${LARGEST_PORT}, not ${port}.`,
      );
    const other = taken.get(port);
    if (port !== 0 && other !== undefined)
      throw new UserError(`${other} and ${logicalId} cannot both have port ${port} for their debuggers.`);
    taken.set(port, logicalId);
    return { logicalId, port, brk, language: languageOf(logicalId, stack) };
  });
  if (debug === false && inspected.length > 0)
    throw new UserError("inspect and debug: false exclude each other.", { hint: "Leave one of them out." });
  return inspected;
}

function languageOf(logicalId: string, { resources }: Stack): InspectedFunction["language"] {
  const functions = [...resources.values()].filter(({ type }) => type === "AWS::Lambda::Function");
  const found = functions.find((candidate) => candidate.logicalId === logicalId);
  if (!found)
    throw unknownFunction(
      logicalId,
      functions.map((candidate) => candidate.logicalId),
    );
  const runtime = String(found.properties.Runtime ?? "");
  if (runtime.startsWith("nodejs")) return "node";
  if (runtime.startsWith("python")) return "python";
  throw new UserError(
    `${logicalId} runs on ${runtime || "no runtime"}: functions of Node.js and Python can be inspected.`,
  );
}

/** The names that a message lists: those of a large template would fill the screen. */
const MOST_NAMED = 24;

function unknownFunction(logicalId: string, names: readonly string[]): UserError {
  const probably = nearestName(logicalId, names);
  const meant = probably === undefined ? "" : ` Did you mean ${probably}?`;
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : "";
  const hint = names.length > 0 ? `Its functions are ${names.slice(0, MOST_NAMED).join(", ")}${more}.` : "It has none.";
  return new UserError(`The template has no function ${logicalId} to inspect.${meant}`, { hint });
}
