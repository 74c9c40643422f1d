import * as z from "zod/mini";
import { json, printable, sequence, timestamp } from "./define.ts";

// Values that an entity has, by key: what counts is the last one.

const STATE_KEY_MAX_LENGTH = 128;

/** Most bytes of a value as JSON. Ten changes that go together fit into one message. */
export const STATE_VALUE_MAX_BYTES = 8 * 1024;

/** Most keys of one entity, so that all of them can be sent to who comes late. */
export const STATE_KEYS_MAX_COUNT = 100;

export const stateKey = printable(STATE_KEY_MAX_LENGTH);

/** A place in the changes of an entity's state. It grows with each change, by leaps. */
export const revision = sequence;

/** Tells whether a value is small enough. */
export const fitsState = (value: unknown): boolean =>
  new TextEncoder().encode(JSON.stringify(value) ?? "").length <= STATE_VALUE_MAX_BYTES;

/** A key that has changed, as it is now. */
export const stateChange = z.object({
  key: stateKey,
  revision,
  value: z.optional(json),
  deleted: z.optional(z.literal(true)),
  expiresAt: z.optional(timestamp),
});

export type StateChange = z.output<typeof stateChange>;
