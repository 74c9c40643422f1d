import { dirname, join } from "node:path";
import { messageOf, UserError } from "../../kernel/errors.ts";
import { exists, readText } from "../../kernel/machine/looks.ts";
import { isObject, objectOf, textOf } from "../plain-data.ts";
import { isAccountId, isRegion } from "./arns.ts";
import { type FoundEnvironment, soleEnvironment } from "./literal-environment.ts";

/**
 * The environment for which the Serverless Framework has packaged a template. Throws a `UserError` when its record
 * beside the template cannot be read.
 */
export function serverlessEnvironment(template: string): FoundEnvironment | undefined {
  const file = join(dirname(template), "serverless-state.json");
  if (!exists(file)) return undefined;
  const service = objectOf(parse(file).service);
  const { region = "", accountId = "" } = objectOf(service.provider);
  return {
    file,
    region: [textOf(region) ?? ""].find(isRegion),
    accountId: [textOf(accountId) ?? ""].find(isAccountId) ?? soleEnvironment(service).accountId,
  };
}

function parse(file: string) {
  try {
    const state: unknown = JSON.parse(readText(file));
    return isObject(state) ? state : {};
  } catch (error) {
    const message = `What the Serverless Framework has packaged cannot be read: ${messageOf(error)}`;
    throw new UserError(message, { location: { file } });
  }
}
