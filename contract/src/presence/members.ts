import * as z from "zod/mini";
import { json, sequence, userId } from "../define.ts";

// Who is there: users who are subscribed to an entity, each with data of their own.

/** Most bytes of a user's data as JSON: it is sent to all others who follow. */
export const PRESENCE_DATA_MAX_BYTES = 1024;

/** Most members of an entity that are listed. Those beyond are counted: each who comes would be told to all others. */
export const PRESENCE_MEMBERS_MAX_COUNT = 200;

/** A place in the changes of who is there. It grows with each change, by leaps. */
export const presenceRevision = sequence;

const isSmall = (value: unknown): boolean =>
  new TextEncoder().encode(JSON.stringify(value) ?? "").length <= PRESENCE_DATA_MAX_BYTES;

/** A user's own word, of which nothing is known but its size. */
export const presenceData = json.check(
  z.refine(isSmall, { message: `must have ${PRESENCE_DATA_MAX_BYTES} bytes at most` }),
);

/** A user who has come, or whose data has changed, or who has left. */
export const memberChange = z.object({
  userId,
  revision: presenceRevision,
  data: z.optional(json),
  left: z.optional(z.literal(true)),
});

export type MemberChange = z.output<typeof memberChange>;
