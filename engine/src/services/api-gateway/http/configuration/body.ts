import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "yaml";
import { messageOf, UserError } from "../../../../kernel/errors.ts";
import type { StackResource } from "../../../../template/model.ts";
import { isObject, type PlainObject } from "../../../../template/plain-data.ts";
import type { Template } from "./scope.ts";

interface Declared {
  readonly resource: Pick<StackResource, "logicalId">;
  readonly properties: { readonly Body?: PlainObject | undefined; readonly BodyS3Location?: unknown };
}

/**
 * The OpenAPI definition of an API: in the template, or a file beside it, which packaging tools upload as it is.
 * Undefined when there is none, or when it is in S3. Throws a `UserError` for a file that cannot be read.
 */
export function bodyOf({ resource, properties }: Declared, { stack }: Template): PlainObject | undefined {
  const { Body, BodyS3Location } = properties;
  if (typeof BodyS3Location !== "string") return Body;
  const file = resolve(stack.baseDir, BodyS3Location);
  try {
    const body: unknown = parse(readFileSync(file, "utf8"));
    if (isObject(body)) return body;
    throw new Error("it holds no map");
  } catch (error) {
    const location = stack.locate(resource.logicalId, ["Properties", "DefinitionUri"]);
    throw new UserError(`The definition ${file} cannot be read: ${messageOf(error)}`, { location, cause: error });
  }
}
