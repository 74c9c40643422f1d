import * as z from "zod/mini";
import { deliverySchema } from "../push/delivery.ts";
import type { EntityRef } from "../references.ts";

/** A look at a member that waits in a queue, or at all who are at an entity. */
export type Look = z.output<typeof lookSchema>;

const lookSchema = z.object({
  kind: z.literal("presence look"),
  entityId: z.string(),
  tenant: z.optional(z.string()),
  userId: z.optional(z.string()),
});

/** Everything that waits in the queue of deliveries. */
export const waitingSchema = z.union([deliverySchema, lookSchema]);

/** Looks that are to be taken later. */
export interface Looks {
  ask(look: Look, delaySeconds: number): Promise<void>;
}

export const lookAt = ({ tenant, entityId }: EntityRef, userId: string | undefined): Look => ({
  kind: "presence look",
  entityId,
  tenant,
  userId,
});
