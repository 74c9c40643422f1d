import { ServiceError } from "../../kernel/errors.ts";
import { parseJson } from "../../kernel/parse-json.ts";
import { parseSecretReference } from "../../template/references/reference.ts";
import { findVersion } from "./secrets/secret.ts";
import type { Secrets } from "./secrets/secrets.ts";

/** Value of a template's `{{resolve:secretsmanager:…}}`; undefined when there is no such value. */
export function valueOfReference(secrets: Secrets, reference: string): string | undefined {
  const { secretId, jsonKey, versionStage, versionId } = parseSecretReference(reference);
  try {
    const { SecretString } = findVersion(secrets.findUsable(secretId), { versionId, stage: versionStage });
    return jsonKey === undefined ? SecretString : memberOf(SecretString ?? "", jsonKey);
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}

function memberOf(text: string, key: string): string | undefined {
  // A secret that is no JSON has no keys.
  const members: Readonly<Record<string, unknown>> = Object(parseJson(text));
  const value = members[key];
  return value === undefined || typeof value === "string" ? value : JSON.stringify(value);
}
