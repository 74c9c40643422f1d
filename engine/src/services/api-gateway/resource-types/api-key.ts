import { z } from "zod";
import { flag, text } from "../../contract/properties.ts";
import { generated } from "./identifiers.ts";

export const apiKey = generated(z.object({ Value: text.optional(), Enabled: flag.default(false) }), {
  idLength: 10,
  idAttribute: "APIKeyId",
});

export const usagePlan = generated(
  z.object({
    ApiStages: z.array(z.object({ ApiId: text.optional(), Stage: text.optional() })).default([]),
  }),
  { idLength: 6, idAttribute: "Id" },
);

export const usagePlanKey = generated(z.object({ KeyId: text, UsagePlanId: text }), {
  idLength: 10,
  idAttribute: "Id",
});
