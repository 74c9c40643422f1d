/** A dynamic reference: `{{resolve:ssm:/name:3}}`. */
const REFERENCE = /\{\{resolve:([\w-]+):([^{}]+)\}\}/g;

/** Gives the value of a reference, or undefined to leave it as it stands. */
export type Lookup = (service: string, reference: string) => string | undefined;

/** `text` with the references in it replaced. */
export const replaceReferences = (text: string, lookUp: Lookup): string =>
  text.includes("{{resolve:")
    ? text.replace(REFERENCE, (whole, service: string, reference: string) => lookUp(service, reference.trim()) ?? whole)
    : text;

/** `value` with the references in all its texts replaced; itself when it has none. */
export function replaceWithin(value: unknown, lookUp: Lookup): unknown {
  if (typeof value === "string") return replaceReferences(value, lookUp);
  if (Array.isArray(value)) return value.map((item) => replaceWithin(item, lookUp));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, replaceWithin(part, lookUp)]));
}

/** A reference to a parameter without its version: here there is one. */
export const parameterName = (reference: string) => reference.replace(/:\d+$/, "");

export interface SecretReference {
  /** Its name or ARN. */
  readonly secretId: string;
  /** The key within a JSON object; undefined: the whole text. */
  readonly jsonKey: string | undefined;
  readonly versionStage: string | undefined;
  readonly versionId: string | undefined;
}

/** `secret-id:SecretString:json-key:version-stage:version-id`, of which all but the first may be absent or empty. */
export function parseSecretReference(reference: string): SecretReference {
  const [, secretId = reference, rest = ""] = /^(arn(?::[^:]*){6}|[^:]+)(.*)$/.exec(reference) ?? [];
  const [, , jsonKey, versionStage, versionId] = rest.split(":").map((part) => part || undefined);
  return { secretId, jsonKey, versionStage, versionId };
}
