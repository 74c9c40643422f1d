import * as z from "zod/mini";

/** One message for some connections: what is left to do when it cannot all be done at once. */
export interface Delivery {
  readonly kind: "delivery";
  /** To the client, with a `type`, as the contract has it. */
  readonly message: { readonly type: string; readonly [field: string]: unknown };
  readonly targets: readonly z.output<typeof targetSchema>[];
  /** How often these targets were tried. */
  readonly attempt: number;
}

const targetSchema = z.object({
  connectionId: z.string(),
  connectedAt: z.optional(z.number()),
  exp: z.number(),
  ttl: z.number(),
});

export const deliverySchema: z.ZodMiniType<Delivery> = z.object({
  kind: z.literal("delivery"),
  message: z.looseObject({ type: z.string() }),
  targets: z.array(targetSchema),
  attempt: z.number(),
});
