import { UserError } from "../../../../kernel/errors.ts";
import { stringifyExactJson } from "../../../../languages/exact-json.ts";
import { predefined } from "../errors/state-error.ts";
import { compileIntegerPath, compilePath } from "../expressions/path.ts";
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
    if (delayMs > 0) await pause(clock, delayMs, visit.signal);
    return { result: input };
  };
}

function compileUntil({ Seconds, SecondsPath, Timestamp, TimestampPath, ...fields }: WaitFields): Until {
  const given = [Seconds, SecondsPath, Timestamp, TimestampPath].filter((value) => value !== undefined);
  if (given.length !== 1) throw new UserError(`A ${fields.Type} state needs exactly one of ${FORMS.join(", ")}.`);
  if (Seconds !== undefined) return (_scope, now) => now + Seconds * 1000;
  if (SecondsPath !== undefined) {
    const read = compileIntegerPath(SecondsPath, "SecondsPath", 0);
    return (scope, now) => now + read(scope) * 1000;
  }
  if (Timestamp !== undefined) {
    const at = timeOf(Timestamp);
    return () => at;
  }
  const read = compilePath(TimestampPath ?? "", "TimestampPath");
  return (scope) => timeOf(read(scope));
}

function timeOf(value: unknown): number {
  const epochMs = typeof value === "string" ? parseTimestamp(value) : undefined;
  if (epochMs !== undefined) return epochMs;
  throw predefined("Runtime", `The value is not a timestamp as in RFC 3339: ${stringifyExactJson(value)}`);
}
