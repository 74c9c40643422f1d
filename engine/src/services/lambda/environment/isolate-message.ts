import type { IsolateMessage } from "./protocol.ts";

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === "string";
const isBoolean: Check = (value) => typeof value === "boolean";
const isObject: Check = (value) => typeof value === "object" && value !== null;
const isProcess: Check = (value) => Number.isSafeInteger(value) && Number(value) > 1 && Number(value) !== process.pid;

const CHECKS: Readonly<Record<IsolateMessage["type"], Readonly<Record<string, Check>>>> = {
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
};

/** Tells a bootstrap's message from others: a function may find its way to the channel, and must do no harm there. */
export function isIsolateMessage(value: unknown): value is IsolateMessage {
  if (typeof value !== "object" || value === null) return false;
  const message = value as Readonly<Record<string, unknown>>;
  const { type } = message;
  if (typeof type !== "string" || !Object.hasOwn(CHECKS, type)) return false;
  return Object.entries(CHECKS[type as IsolateMessage["type"]]).every(([member, check]) => check(message[member]));
}
