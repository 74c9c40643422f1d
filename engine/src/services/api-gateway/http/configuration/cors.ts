import type { z } from "zod";
import { isObject, listOf, type PlainObject, textOf } from "../../../../template/plain-data.ts";
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

/** `x-amazon-apigateway-cors` of an OpenAPI definition. */
export function corsOfBody(body: PlainObject | undefined): Cors | undefined {
  const settings = body?.["x-amazon-apigateway-cors"];
  if (!isObject(settings)) return undefined;
  const texts = (name: string) => listOf(settings[name]).map((each) => textOf(each) ?? "");
  const maxAge = textOf(settings.maxAge);
  return {
    allowOrigins: texts("allowOrigins"),
    allowMethods: texts("allowMethods"),
    allowHeaders: texts("allowHeaders"),
    exposeHeaders: texts("exposeHeaders"),
    allowCredentials: String(settings.allowCredentials) === "true",
    maxAgeSeconds: maxAge === undefined ? undefined : Number(maxAge),
  };
}
