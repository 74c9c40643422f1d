import { type InertType, inertTypes, refusedTypes } from "../coverage.ts";
import type { ResourceType, StackIdentity, Verdict } from "../model.ts";
import { physicalName } from "../physical-name.ts";
import { own, type PlainObject, textOf } from "../plain-data.ts";

/** The way in which resources of one type answer references. */
export interface Behaviour {
  readonly verdict: Verdict;
  readonly resourceType?: ResourceType;
  /** The reason for which the type is inert or refused, undefined when it is unknown here. */
  readonly note?: string;
  /** True when the author has been told what becomes of it. */
  readonly isTold?: boolean;
  physicalId(logicalId: string, properties: PlainObject, stack: StackIdentity): string;
  /** The value of `Fn::GetAtt`; undefined when the type has no such attribute. */
  attribute(name: string, about: Referred): unknown;
}

export interface Referred {
  readonly type: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly properties: PlainObject;
  readonly stack: StackIdentity;
}

/** Decides what is done with `type`: run it, accept it without effect, or refuse it. Unknown types are accepted. */
export function behaviourOf(type: string, resourceTypes: Readonly<Record<string, ResourceType>>): Behaviour {
  const resourceType = own(resourceTypes, type);
  if (resourceType) return emulated(resourceType);
  const reason = own(refusedTypes, type);
  if (reason !== undefined) return { ...UNKNOWN, verdict: "refused", note: reason, attribute: () => undefined };
  const inert = own(inertTypes, type) ?? (type.startsWith("Custom::") ? inertTypes[CUSTOM_RESOURCE] : undefined);
  return inert ? accepted(inert) : UNKNOWN;
}

const CUSTOM_RESOURCE = "AWS::CloudFormation::CustomResource";

const emulated = (resourceType: ResourceType): Behaviour => ({
  verdict: "emulated",
  resourceType,
  physicalId: resourceType.ref,
  attribute: (name, { physicalId, stack, properties }) =>
    own(resourceType.attributes ?? {}, name)?.(physicalId, stack, properties),
});

const accepted = (inert: InertType): Behaviour => ({
  verdict: "inert",
  note: inert.note,
  physicalId: (logicalId, properties, stack) => {
    const name = nameOf(inert, logicalId, properties, stack);
    return inert.ref ? fill(inert.ref, name, properties, stack) : name;
  },
  attribute: (name, about) => {
    const { logicalId, properties, stack } = about;
    const pattern = own(inert.attributes ?? {}, name);
    if (pattern === undefined) return plausible(name, about);
    return fill(pattern, nameOf(inert, logicalId, properties, stack), properties, stack);
  },
});

function nameOf(inert: InertType, logicalId: string, properties: PlainObject, stack: StackIdentity): string {
  const given = inert.name === undefined ? undefined : textOf(properties[inert.name]);
  if (given !== undefined) return given;
  const { maxLength } = inert;
  const name = physicalName(logicalId, stack, maxLength === undefined ? {} : { maxLength });
  return inert.lowerCase ? name.toLowerCase() : name;
}

/** A pattern of the coverage table with its names in place. */
function fill(pattern: string, name: string, properties: PlainObject, stack: StackIdentity): string {
  const { partition, region, accountId, urlSuffix } = stack;
  const names: PlainObject = { ...properties, name, partition, region, accountId, urlSuffix };
  return pattern.replace(
    /\{(\w+)(?:\|([^}]*))?\}/g,
    (_whole, key: string, otherwise = "") => textOf(names[key]) ?? otherwise,
  );
}

const UNKNOWN: Behaviour = {
  verdict: "inert",
  physicalId: (logicalId, _properties, stack) => physicalName(logicalId, stack),
  attribute: plausible,
};

/** A value of the right form for an attribute that nothing here knows: an ARN for `…Arn`, a URL for `…Url`. */
export function plausible(name: string, { type, physicalId, stack }: Referred): string {
  const [, service = "custom", resource = "resource"] = type.toLowerCase().split("::");
  const { partition, region, accountId, urlSuffix } = stack;
  if (name.endsWith("Arn")) return `arn:${partition}:${service}:${region}:${accountId}:${resource}/${physicalId}`;
  const host = `${physicalId}.${service}.${region}.${urlSuffix}`.toLowerCase();
  if (/Ur[il]$/.test(name)) return `https://${host}`;
  return /(Endpoint|DomainName|Address)$/.test(name) ? host : physicalId;
}
