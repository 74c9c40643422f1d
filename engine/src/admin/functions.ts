import { maskText } from "../kernel/masking.ts";
import { parseJson } from "../kernel/parse-json.ts";
import type { Answer, ControlRoutes } from "./routes.ts";
import { unmask } from "./unmask.ts";

interface Payload {
  readonly text: string;
  readonly characters: number;
}

interface Failure {
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

interface Invocation {
  readonly logicalId: string;
  readonly requestId: string;
  readonly event?: Payload;
  readonly result?: Payload;
  readonly error?: Failure;
}

interface Activity {
  readonly logicalId: string;
  readonly durationsMs: readonly number[];
}

/** Functions as control looks at them. */
export interface FunctionControl {
  activity(): readonly Activity[];
  of(logicalId: string): readonly Invocation[] | undefined;
  find(requestId: string): readonly Invocation[];
  invoke(logicalId: string, event: string): Promise<Invocation>;
  /** The role of a function and its statements; undefined when there is no such function. */
  role(logicalId: string): { readonly roleArn: string } | undefined;
}

/** `GET functions` and what is below it, and `invocations`. */
export const functionRoutes = (
  functions: FunctionControl,
  denialsOf: (roleArn: string) => readonly object[],
): ControlRoutes => ({
  "GET functions": () => ok({ functions: functions.activity().map(describeActivity) }),
  "GET functions/{id}/invocations": ({ parameters: { id = "" } }) => {
    const invocations = functions.of(id);
    return invocations
      ? ok({ invocations: invocations.slice(0, MOST_LISTED).map(summary) })
      : notFound(`There is no function ${id}.`);
  },
  "GET functions/{id}/role": ({ parameters: { id = "" } }) => {
    const role = functions.role(id);
    return role ? ok({ ...role, denied: denialsOf(role.roleArn) }) : notFound(`There is no function ${id}.`);
  },
  "GET invocations/{requestId}": ({ parameters: { requestId = "" }, query }) => {
    const found = attempt(functions.find(requestId), query.get("startedAt"));
    return found ? ok(detail(found)) : notRemembered(requestId);
  },
  "POST invocations/{requestId}/again": async ({ parameters: { requestId = "" }, query, readBody }) => {
    const found = attempt(functions.find(requestId), query.get("startedAt"));
    if (!found) return notRemembered(requestId);
    const { event } = await readBody();
    return ok(detail(await functions.invoke(found.logicalId, eventFor(found, event))));
  },
});

const MOST_LISTED = 500;

const ok = (body: object): Answer => ({ status: 200, body });
const notFound = (message: string): Answer => ({ status: 404, body: { message } });
const notRemembered = (requestId: string) => notFound(`The invocation ${requestId} is not remembered any more.`);

/** One that began at a time, or else the newest. */
const attempt = (attempts: readonly (Invocation & { readonly startedAt?: number })[], startedAt: string | null) =>
  attempts.find((each) => String(each.startedAt) === startedAt) ?? attempts[0];

function describeActivity({ durationsMs, ...activity }: Activity): object {
  const sorted = durationsMs.toSorted((one, other) => one - other);
  return { ...activity, p50Ms: percentile(sorted, 0.5), p95Ms: percentile(sorted, 0.95) };
}

/** The smallest value that so large a share of them does not exceed. */
const percentile = (sorted: readonly number[], share: number): number | undefined =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];

/** An invocation in a list, which is read anew whenever something happens: without what is long. */
function summary({ event: _event, result: _result, ...invocation }: Invocation): object {
  if (!invocation.error) return invocation;
  const { trace: _trace, ...error } = invocation.error;
  return { ...invocation, error: { ...error, errorMessage: maskText(error.errorMessage) } };
}

const detail = (invocation: Invocation) => ({
  ...summary(invocation),
  ...(invocation.error && { error: masked(invocation.error) }),
  ...(invocation.event && { event: describePayload(invocation.event) }),
  ...(invocation.result && { result: describePayload(invocation.result) }),
});

const describePayload = ({ text, characters }: Payload) => ({
  text: maskText(text),
  characters,
  isCut: text.length < characters,
});

const masked = (error: Failure) => ({
  ...error,
  errorMessage: maskText(error.errorMessage),
  trace: error.trace.map(maskText),
});

/** The event to invoke with: the one that was, or an edited one in which masked parts are what they were. */
function eventFor({ event }: Invocation, edited: unknown): string {
  const isWhole = event && event.text.length === event.characters;
  if (edited !== undefined && typeof edited !== "string") throw new Error("event is the JSON text of the event.");
  if (edited === undefined) {
    if (!isWhole) throw new Error("Its event is not remembered as a whole: give one.");
    return event.text;
  }
  if (parseJson(edited) === undefined) throw new Error("The event is not JSON.");
  return isWhole ? unmask(edited, event.text, maskText) : edited;
}
