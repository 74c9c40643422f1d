import type { z } from "zod";
import type { corsConfiguration } from "../../../contract/properties.ts";
import type { Cors } from "./model.ts";

/** CORS as resources of CloudFormation say it. */
export const corsOf = (settings: z.infer<typeof corsConfiguration>): Cors => ({
  allowOrigins: settings.AllowOrigins ?? [],
  allowMethods: settings.AllowMethods ?? [],
  allowHeaders: settings.AllowHeaders ?? [],
  exposeHeaders: settings.ExposeHeaders ?? [],
  allowCredentials: settings.AllowCredentials,
  maxAgeSeconds: settings.MaxAge,
});
