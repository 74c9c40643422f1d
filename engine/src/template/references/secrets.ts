import type { Notice, Stack, StackResource } from "../model.ts";
import { isObject } from "../plain-data.ts";
import { parseSecretReference, replaceInText } from "./reference.ts";

type Path = readonly (string | number)[];

/** The hyphen and six characters at the end of a secret's ARN. */
const ARN_SUFFIX_LENGTH = 7;

/** Says of each reference to a secret in what runs here that there is no such secret. */
export function noteUnknownSecrets(stack: Stack): readonly Notice[] {
  const resources = [...stack.resources.values()];
  const secrets = resources.filter(({ type }) => type === "AWS::SecretsManager::Secret");
  return resources
    .filter(({ verdict }) => verdict === "emulated")
    .flatMap((resource) =>
      secretsIn(resource.properties, ["Properties"])
        .filter(([id]) => !secrets.some((secret) => isNamed(secret, id)))
        .map(([id, path]): Notice => {
          const { logicalId } = resource;
          const message = `The secret ${id} is not known here; give its value with --secret ${id}=VALUE.`;
          const location = stack.locate(logicalId, path);
          return { severity: "warning", code: "dynamic-reference", message, logicalId, location };
        }),
    );
}

function isNamed({ physicalId }: StackResource, id: string): boolean {
  const partial = physicalId.slice(0, -ARN_SUFFIX_LENGTH);
  return id === physicalId || id === partial || partial.endsWith(`:secret:${id}`);
}

function secretsIn(value: unknown, path: Path): readonly [id: string, path: Path][] {
  if (typeof value === "string") return secretsOf(value).map((id) => [id, path]);
  if (Array.isArray(value)) return value.flatMap((item, index) => secretsIn(item, [...path, index]));
  return isObject(value) ? Object.entries(value).flatMap(([key, part]) => secretsIn(part, [...path, key])) : [];
}

function secretsOf(text: string): readonly string[] {
  const ids: string[] = [];
  replaceInText(text, (service, reference) => {
    if (service === "secretsmanager") ids.push(parseSecretReference(reference).secretId);
    return undefined;
  });
  return ids;
}
