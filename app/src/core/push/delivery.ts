import { createHash } from "node:crypto";
import * as z from "zod/mini";

/** One message for some connections: what is left to do when it cannot all be done at once. */
export interface Delivery {
  readonly kind: "delivery";
  /** Message to the client, as the contract has it. */
  readonly message: z.output<typeof messageSchema>;
  readonly targets: readonly z.output<typeof targetSchema>[];
  /** Number of times that these targets were tried. */
  readonly attempt: number;
  /** Number of times that they were given up, and redriven. */
  readonly round: number;
  /** Made once: whoever misses it asks again. */
  readonly isBestEffort?: boolean | undefined;
}

export type DeliveryOptions = Pick<Delivery, "isBestEffort">;

const messageSchema = z.looseObject({ type: z.string(), id: z.string(), sentAt: z.iso.datetime() });

const targetSchema = z.object({
  connectionId: z.string(),
  connectedAt: z.optional(z.number()),
  exp: z.number(),
  ttl: z.number(),
});

export const deliverySchema: z.ZodMiniType<Delivery> = z.object({
  kind: z.literal("delivery"),
  message: messageSchema,
  targets: z.array(targetSchema),
  attempt: z.number(),
  round: z.number(),
  isBestEffort: z.optional(z.boolean()),
});

/** More targets than this are shared out, so that no invocation runs out of time half-way. */
export const TARGETS_PER_DELIVERY = 100;

export function firstDelivery(
  message: Delivery["message"],
  targets: Delivery["targets"],
  options: DeliveryOptions = {},
): Delivery {
  return { kind: "delivery", message, targets, attempt: 0, round: 0, ...options };
}

/** The message for all targets, in parts. */
export function deliveriesOf(
  message: Delivery["message"],
  targets: Delivery["targets"],
  options: DeliveryOptions = {},
): Delivery[] {
  const count = Math.ceil(targets.length / TARGETS_PER_DELIVERY);
  return Array.from({ length: count }, (_, index) =>
    firstDelivery(message, targets.slice(index * TARGETS_PER_DELIVERY, (index + 1) * TARGETS_PER_DELIVERY), options),
  );
}

/**
 * Says which delivery it is by all that is in it but its trace, which may be another each time: the same part of a fan-out that was done half, and again, has the
 * same id, and a part with one more target never has the id of one without.
 */
export function deliveryId(delivery: Delivery): string {
  const message = { ...delivery.message, traceparent: undefined };
  return `delivery-${createHash("sha256")
    .update(JSON.stringify({ ...delivery, message }))
    .digest("hex")}`;
}
