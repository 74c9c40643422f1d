import { bytesOf } from "./event.ts";
import type { Outgoing } from "./outgoing.ts";
import { textOf } from "./wait.ts";

// The app's rules, which the contract has: what breaks them would be taken here and refused there, with its neighbours.

/** Largest message that API Gateway brings to a connection. */
const MAX_MESSAGE_BYTES = 128 * 1024;

/** Largest value of a state. */
const MAX_VALUE_BYTES = 8 * 1024;

const PRINTABLE = /^[^\p{Cc}\p{Cs}]+$/u;

interface Rule {
  readonly maxLength: number;
  readonly isOptional?: boolean;
}

const RULES: Readonly<Record<string, Rule | undefined>> = {
  entityId: { maxLength: 256 },
  userId: { maxLength: 256 },
  jti: { maxLength: 256 },
  id: { maxLength: 128 },
  streamId: { maxLength: 128 },
  key: { maxLength: 128 },
  tenant: { maxLength: 256, isOptional: true },
  reason: { maxLength: 256, isOptional: true },
  callback: { maxLength: 2048, isOptional: true },
};

export interface Mistake {
  readonly code: "invalid" | "too_large";
  readonly message: string;
}

const invalid = (message: string): Mistake => ({ code: "invalid", message });

/** Returns the first mistake in fields that are text. */
export function mistakeInFields(fields: object): Mistake | undefined {
  for (const [name, value] of Object.entries(fields)) {
    const rule = RULES[name];
    if (rule && !obeys(value, rule))
      return invalid(`${name} must be text of 1 to ${rule.maxLength} characters, without control characters`);
  }
  return undefined;
}

function obeys(value: unknown, { maxLength, isOptional = false }: Rule): boolean {
  if (value === undefined) return isOptional;
  return typeof value === "string" && value.length <= maxLength && PRINTABLE.test(value);
}

/** Returns what the app would refuse in a message. */
export function mistakeIn(outgoing: Outgoing): Mistake | undefined {
  if ("key" in outgoing) return mistakeInState(outgoing);
  return mistakeInFields(outgoing) ?? mistakeInJson("message", outgoing.message) ?? mistakeInSize(outgoing);
}

/** Returns what the app would refuse in a change of a state. Without a value it deletes its key. */
function mistakeInState({ value, ...fields }: Extract<Outgoing, { key: string }>): Mistake | undefined {
  const mistake = mistakeInFields(fields) ?? mistakeInNumbers({ ...fields });
  if (mistake || value === undefined) return mistake;
  return mistakeInJson("value", value) ?? tooLarge(bytesOf(JSON.stringify(value)), "a value has", MAX_VALUE_BYTES);
}

/** Numbers that may be there, and the least that they may be. */
const NUMBERS = { version: 0, ttlSeconds: 1 };

function mistakeInNumbers(fields: Partial<Record<string, unknown>>): Mistake | undefined {
  for (const [name, least] of Object.entries(NUMBERS)) {
    const value = fields[name] ?? least;
    if (!Number.isSafeInteger(value) || Number(value) < least)
      return invalid(`${name} must be a whole number, ${least} or more`);
  }
  return undefined;
}

function mistakeInJson(name: string, json: unknown): Mistake | undefined {
  try {
    return JSON.stringify(json) === undefined ? invalid(`${name} must be JSON`) : undefined;
  } catch (error) {
    return invalid(`${name} must be JSON: ${textOf(error)}`);
  }
}

/** Fields of a push that are as long in each. */
const REST_OF_PUSH = {
  type: "User Push Notification",
  sentAt: "2026-01-31T12:00:00Z",
  traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
};

/** Measures the push that becomes of a message, a few bytes longer than it may be. */
function mistakeInSize({ index: _, tenant: __, ...fields }: Exclude<Outgoing, { key: string }>): Mistake | undefined {
  const rest = { ...REST_OF_PUSH, seq: Number.MAX_SAFE_INTEGER };
  const bytes = bytesOf(JSON.stringify({ ...fields, ...rest }));
  return tooLarge(bytes, "a connection takes", MAX_MESSAGE_BYTES);
}

function tooLarge(bytes: number, most: string, maxBytes: number): Mistake | undefined {
  if (bytes <= maxBytes) return undefined;
  return { code: "too_large", message: `it has ${bytes} bytes, and ${most} ${maxBytes} at most` };
}
