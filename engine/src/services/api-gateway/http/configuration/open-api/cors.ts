import { isObject, listOf, type PlainObject, textOf } from "../../../../../template/plain-data.ts";
import type { Cors } from "../model.ts";

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
