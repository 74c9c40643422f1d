import type { IsolateMessage } from "./protocol.ts";

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === "string";
const isBoolean: Check = (value) => typeof value === "boolean";
const isObject: Check = (value) => typeof value === "object" && value !== null;
const isProcess: Check = (value) => Number.isSafeInteger(value) && Number(value) > 1 && Number(value) !== process.pid;

const CHECKS = {
  ready: {},
  opening: { cell: (value) => value instanceof Int32Array },
  child: { pid: isProcess },
  "child-ended": { pid: isProcess },
  killed: { signal: isText },
  exhausted: {},
  "init-error": { error: isObject },
  log: { level: isText, line: isText, isWhole: isBoolean },
  chunk: { requestId: isText, chunk: isText },
  result: { requestId: isText, payload: isText, usage: isObject },
  error: { requestId: isText, error: isObject, usage: isObject },
} satisfies Readonly<Record<IsolateMessage["type"], Readonly<Record<string, Check>>>>;

const CHECKS_BY_TYPE: ReadonlyMap<unknown, readonly (readonly [member: string, check: Check])[]> = new Map(
  Object.entries(CHECKS).map(([type, checks]) => [type, Object.entries(checks)]),
);

/** Tells a bootstrap's message from others: a function may find its way to the channel, and must do no harm there. */
export function isIsolateMessage(value: unknown): value is IsolateMessage {
  if (typeof value !== "object" || value === null) return false;
  const message = value as Readonly<Record<string, unknown>>;
  return CHECKS_BY_TYPE.get(message.type)?.every(([member, check]) => check(message[member])) ?? false;
}
