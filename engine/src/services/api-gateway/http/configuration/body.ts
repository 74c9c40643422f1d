import { resolve } from "node:path";
import { messageOf, UserError } from "../../../../kernel/errors.ts";
import type { StackResource } from "../../../../template/model.ts";
import { isObject, type PlainObject } from "../../../../template/plain-data.ts";
import { createPositions } from "../../../../template/positions.ts";
import { plainNumbers } from "../../../../template/resources/mould.ts";
import { loadSnippet } from "../../../../template/text/load.ts";
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
  const locate = () => stack.locate(resource.logicalId, ["Properties", "DefinitionUri"]);
  try {
    const positions = createPositions(file);
    const body = plainNumbers(loadSnippet(file, { positions }).value, positions);
    if (isObject(body)) return body;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const message = `${resource.logicalId}: its definition cannot be read. ${messageOf(error)}`;
    throw new UserError(message, { location: error.location ?? locate(), cause: error });
  }
  throw new UserError(`${resource.logicalId}: its definition ${file} holds no map of keys and values.`, {
    location: locate(),
  });
}
