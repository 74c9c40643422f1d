import { UserError } from "../../../../kernel/errors.ts";
import { stringifyExactJson } from "../../../../languages/exact-json.ts";
import { predefined } from "../errors/state-error.ts";
import { compileNumberPath, compilePath, type NumberProblem } from "../expressions/path.ts";
import type { Scope } from "../expressions/scope.ts";
import type { Work } from "../program.ts";
import { parseTimestamp } from "../run/timestamp.ts";
import { pause } from "../run/waiting.ts";
import type { WaitFields } from "../schema.ts";

/** Epoch milliseconds until which to wait. */
type Until = (scope: Scope, now: number) => number;

const FORMS = ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"] as const;

/** Waits by the engine's clock. */
export function waitWork(fields: WaitFields): Work {
  const until = compileUntil(fields);
  return async (input, visit) => {
    const { clock } = visit.host;
    const now = clock.now();
    const delayMs = until(visit.scope(input), now) - now;
    if (delayMs > LONGEST_WAIT_MS) throw predefined("Runtime", "Wait state delay is too long.");
    if (delayMs > 0) await pause(clock, delayMs, visit.signal);
    return { result: input };
  };
}

function compileUntil({ Seconds, SecondsPath, Timestamp, TimestampPath, ...fields }: WaitFields): Until {
  const given = [Seconds, SecondsPath, Timestamp, TimestampPath].filter((value) => value !== undefined);
  if (given.length !== 1) throw new UserError(`A ${fields.Type} state needs exactly one of ${FORMS.join(", ")}.`);
  if (Seconds !== undefined) return (_scope, now) => now + Seconds * 1000;
  if (SecondsPath !== undefined) {
    const read = compileNumberPath(SecondsPath, "SecondsPath", secondsProblem);
    return (scope, now) => now + read(scope) * 1000;
  }
  if (Timestamp !== undefined) {
    const at = parseTimestamp(Timestamp);
    if (at === undefined) throw new UserError(`"${Timestamp}" is not a timestamp as in RFC 3339.`);
    return () => at;
  }
  const path = TimestampPath ?? "";
  const read = compilePath(path, "TimestampPath");
  return (scope) => timeOf(read(scope), path);
}

function timeOf(value: unknown, path: string): number {
  const epochMs = typeof value === "string" ? parseTimestamp(value) : undefined;
  if (epochMs !== undefined) return epochMs;
  const shown = typeof value === "string" ? value : stringifyExactJson(value);
  throw predefined(
    "Runtime",
    `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${path} == ${shown}`,
  );
}

const secondsProblem: NumberProblem = (value, path) => {
  const shown = typeof value === "string" ? value : stringifyExactJson(value);
  if (!Number.isInteger(value))
    return `The SecondsPath parameter cannot be parsed as a long value: ${path} == ${shown}`;
  return Number(value) < 0 ? `The SecondsPath parameter references a negative value: ${path} == ${shown}` : undefined;
};

/** Longer waits fail (recorded on AWS: 24,855 days go, and 24,856 do not). */
const LONGEST_WAIT_MS = (2 ** 31 - 1) * 1000;
