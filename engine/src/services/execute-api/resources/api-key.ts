import { z } from "zod";
import { generated } from "./kind.ts";
import { flag, number, text } from "./properties.ts";

const throttle = z.object({ BurstLimit: number.optional(), RateLimit: number.optional() });

export const apiKey = generated(
  z.object({ Name: text.optional(), Value: text.optional(), Enabled: flag.default(false) }),
  { idLength: 10, idAttribute: "APIKeyId" },
);

export const usagePlan = generated(
  z.object({
    UsagePlanName: text.optional(),
    ApiStages: z.array(z.object({ ApiId: text.optional(), Stage: text.optional() })).default([]),
    Throttle: throttle.optional(),
  }),
  { idLength: 6, idAttribute: "Id" },
);

export const usagePlanKey = generated(z.object({ KeyId: text, KeyType: text, UsagePlanId: text }), {
  idLength: 10,
  idAttribute: "Id",
});
