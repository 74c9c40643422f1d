import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { messageOf, UserError } from "../../../kernel/errors.ts";
import type { ParsedArgs } from "../../args.ts";

type Members = Readonly<Record<string, unknown>>;

/** The event that the options say, as JSON text. `sample`: makes one, whose members `--payload` may replace. */
export async function readEvent(args: ParsedArgs, sample: (kind: string) => Promise<object>): Promise<string> {
  const [file, payload, kind] = [args.string("event"), args.string("payload"), args.string("sample")];
  if (file !== undefined && (payload !== undefined || kind !== undefined))
    throw new UserError(`--event and ${kind === undefined ? "--payload" : "--sample"} both give the event.`);
  if (file !== undefined) return checked(await readSource(file), "--event");
  const given = payload === undefined ? undefined : checked(await readPayload(payload), "--payload");
  if (kind === undefined) return given ?? "{}";
  const made = await sample(kind);
  return JSON.stringify(given === undefined ? made : withMembers(made, JSON.parse(given)));
}

const readPayload = async (payload: string) => (payload.startsWith("@") ? readSource(payload.slice(1)) : payload);

const readSource = async (file: string): Promise<string> =>
  file === "-"
    ? text(process.stdin)
    : readFile(file, "utf8").catch((error) => {
        throw new UserError(`Cannot read ${file}: ${messageOf(error)}`);
      });

function checked(json: string, option: string): string {
  try {
    JSON.parse(json);
    return json;
  } catch (error) {
    throw new UserError(`${option} is not JSON: ${messageOf(error)}`);
  }
}

const isMembers = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `base` with the members of `given` in the place of its own, at every level. */
export function withMembers(base: unknown, given: unknown): unknown {
  if (!isMembers(base) || !isMembers(given)) return given;
  const members = Object.entries(given).map(([name, value]) => [name, withMembers(base[name], value)]);
  return { ...base, ...Object.fromEntries(members) };
}
