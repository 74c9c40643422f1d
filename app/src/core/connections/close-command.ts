import { DISCONNECT_CODES, type DisconnectCode, revokeAccessEvent } from "@portcullis/contract";
import * as z from "zod/mini";

/** Commands that functions of the app send to the one that may close connections. */
export const closeCommandSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("close"),
    connectionId: z.string(),
    code: z.enum(Object.keys(DISCONNECT_CODES) as [DisconnectCode, ...DisconnectCode[]]),
    /** Text for people, in the place of what the code stands for. */
    reason: z.optional(z.string()),
    /** The user whose place it has, where that is how it was found: its row may be yet to come. */
    place: z.optional(z.object({ userId: z.string(), tenant: z.optional(z.string()), connectedAt: z.number() })),
    /** The event that asked for it, which has a receipt. */
    receipt: z.optional(z.string()),
  }),
  z.object({ kind: z.literal("close revoked"), access: revokeAccessEvent.payload }),
]);

export type CloseCommand = z.output<typeof closeCommandSchema>;

export type CloseRequest = Extract<CloseCommand, { kind: "close" }>;
