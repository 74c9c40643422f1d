import type { EndedInvocation } from "../services/contract/service.ts";
import { isMeant, type Match } from "./basics/match.ts";
import { createWaiters } from "./basics/waiters.ts";

/** An invocation that has ended. */
export interface Invocation {
  /** The function's logical id. */
  readonly logicalId: string;
  readonly functionName: string;
  readonly requestId: string;
  readonly event: unknown;
  /** The value that it answered with; undefined when it failed. */
  readonly result: unknown;
  /** `{ errorType, errorMessage, trace }` when it failed. */
  readonly error: unknown;
  readonly durationMs: number;
}

export interface Invocations {
  add(ended: EndedInvocation): void;
  /** Those of a function, by its logical id or its name, in the order of their ends. */
  of(functionName: string): readonly Invocation[];
  /** The first that is meant, past or to come; undefined when it is too late. */
  find(functionName: string, match: Match<Invocation> | undefined, timeoutMs: number): Promise<Invocation | undefined>;
}

const readJson = (json: string): unknown => (json === "" ? undefined : JSON.parse(json));

const toInvocation = ({ event, result, failed, ...rest }: EndedInvocation): Invocation => {
  const value = readJson(result);
  return { ...rest, event: readJson(event), result: failed ? undefined : value, error: failed ? value : undefined };
};

export function createInvocations(): Invocations {
  const all: Invocation[] = [];
  const waiters = createWaiters<Invocation>();
  const isOf = (name: string, { logicalId, functionName }: Invocation) => logicalId === name || functionName === name;

  return {
    add(ended) {
      const invocation = toInvocation(ended);
      all.push(invocation);
      waiters.giveAll(invocation);
    },
    of: (functionName) => all.filter((one) => isOf(functionName, one)),
    async find(functionName, match, timeoutMs) {
      const likes = (one: Invocation) => isOf(functionName, one) && isMeant(one, match);
      return all.find(likes) ?? waiters.wait(likes, timeoutMs);
    },
  };
}
