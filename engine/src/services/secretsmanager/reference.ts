import { ServiceError } from "../../kernel/errors.ts";
import { parseSecretReference } from "../../template/references/reference.ts";
import { findVersion } from "./secrets/secret.ts";
import type { Secrets } from "./secrets/secrets.ts";

/** What a template's `{{resolve:secretsmanager:…}}` stands for; undefined when there is no such value. */
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
  const value = parseObject(text)[key];
  return value === undefined || typeof value === "string" ? value : JSON.stringify(value);
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text));
  } catch {
    // A secret that is no JSON has no keys.
    return {};
  }
}
