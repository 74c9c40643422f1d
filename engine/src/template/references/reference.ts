import type { Stack, StackResource } from "../model.ts";
import { isContainer, type PlainObject } from "../plain-data.ts";

/** A dynamic reference: `{{resolve:ssm:/name:3}}`. */
const REFERENCE = /\{\{resolve:([\w-]+):([^{}]+)\}\}/g;

/** Gives the value of a reference, or undefined to leave it as it stands. */
export type Lookup = (service: string, reference: string) => string | undefined;

/** `text` with the references in it replaced. */
export const replaceInText = (text: string, lookUp: Lookup): string =>
  text.includes("{{resolve:")
    ? text.replace(REFERENCE, (whole, service: string, reference: string) => lookUp(service, reference.trim()) ?? whole)
    : text;

/** `value` with the references in all its texts replaced; itself when it has none. */
export function replaceWithin(value: unknown, lookUp: Lookup): unknown {
  if (typeof value === "string") return replaceInText(value, lookUp);
  if (Array.isArray(value)) return value.map((item) => replaceWithin(item, lookUp));
  if (!isContainer(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, replaceWithin(part, lookUp)]));
}

/** The stack with the dynamic references in its resources replaced, as far as `lookUp` knows their values. */
export function replaceReferences(stack: Stack, lookUp: Lookup): Stack {
  const replaced = [...stack.resources].map(([id, resource]) => [id, replaceInResource(resource, lookUp)] as const);
  return { ...stack, resources: new Map(replaced) };
}

const replaceInResource = (resource: StackResource, lookUp: Lookup): StackResource => ({
  ...resource,
  properties: replaceWithin(resource.properties, lookUp) as PlainObject,
  physicalId: replaceInText(resource.physicalId, lookUp),
  attribute: (name) => replaceWithin(resource.attribute(name), lookUp),
});

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
