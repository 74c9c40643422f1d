import type { Location } from "../../kernel/errors.ts";
import type { Compilation } from "../compilation.ts";
import { mapParts } from "../intrinsics/resolver.ts";
import { isContainer, objectOf, textOf } from "../plain-data.ts";
import { placeOfProperties, type Resolved } from "../resources/resolved.ts";
import type { ParameterStore } from "./parameter-store.ts";
import { parameterName, replaceInText, replaceWithin } from "./reference.ts";

const SSM_SERVICES = ["ssm", "ssm-secure"];

/** Resources whose references to Parameter Store are replaced. Those to secrets stay: a secret is made at the start. */
export interface References {
  readonly resources: readonly Resolved[];
  /** An output, in which CloudFormation replaces only what is no secret. */
  replace(output: unknown): unknown;
}

/** Replaces references in what is evaluated already, as CloudFormation does when it hands properties to a service. */
export function resolveReferences(
  resources: readonly Resolved[],
  outer: ParameterStore,
  { positions, notices }: Compilation,
): References {
  const own = new Map(
    resources.filter(isParameter).map(({ physicalId, properties }) => [physicalId, properties.Value]),
  );
  const value = (reference: string) => {
    const name = parameterName(reference);
    return outer(name) ?? textOf(own.get(name));
  };
  const lookUp = (service: string, reference: string) =>
    SSM_SERVICES.includes(service) ? value(reference) : undefined;

  function replaceIn(resource: Resolved): Resolved {
    const { declaration, behaviour } = resource;
    const replaceText = (text: string, location: Location) =>
      replaceInText(text, (service, reference) => {
        const found = lookUp(service, reference);
        if (found === undefined && behaviour.verdict === "emulated") noteUnknown(service, reference, location);
        return found;
      });
    const walk = (part: unknown, at: Location): unknown => {
      if (typeof part === "string") return replaceText(part, at);
      if (!isContainer(part)) return part;
      return mapParts(part, (inner, key) => walk(inner, positions.at(part, key) ?? at), positions);
    };
    const noteUnknown = (service: string, reference: string, location: Location) => {
      const message = unknownReference(service, reference);
      if (message) notices.add("warning", "dynamic-reference", message, { logicalId: declaration.logicalId, location });
    };
    return {
      ...resource,
      properties: objectOf(walk(resource.properties, placeOfProperties(declaration, positions))),
      physicalId: replaceInText(resource.physicalId, lookUp),
      attribute: (name, at) => replaceWithin(resource.attribute(name, at), lookUp),
    };
  }

  return {
    resources: resources.map(replaceIn),
    replace: (output) =>
      replaceWithin(output, (service, reference) => (service === "ssm" ? value(reference) : undefined)),
  };
}

const isParameter = ({ declaration }: Resolved) => declaration.type === "AWS::SSM::Parameter";

/** Undefined for a secret, of which the whole tree of stacks must be known first. */
function unknownReference(service: string, reference: string): string | undefined {
  if (service === "secretsmanager") return undefined;
  if (!SSM_SERVICES.includes(service)) return `{{resolve:${service}:…}} is no reference that CloudFormation knows.`;
  const name = parameterName(reference);
  return `The Systems Manager parameter ${name} is not known here; give its value with --ssm ${name}=VALUE.`;
}
