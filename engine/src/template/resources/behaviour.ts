import { type InertType, inertTypes, refusedTypes } from "../coverage.ts";
import { plausible } from "../made-up/by-name.ts";
import { FORMS_BY_TYPE } from "../made-up/forms.ts";
import { fill, type Referred } from "../made-up/referred.ts";
import type { ResourceType, StackIdentity, Verdict } from "../model.ts";
import { physicalName } from "../physical-name.ts";
import { isObject, own, type PlainObject, textOf } from "../plain-data.ts";

/** The way in which resources of one type answer references. */
export interface Behaviour {
  readonly verdict: Verdict;
  /** False when nothing depends on its properties: a mistake in them is no reason to stop. */
  readonly hasEffect: boolean;
  readonly resourceType?: ResourceType;
  /** The reason for which the type is inert or refused, undefined when it is unknown here. */
  readonly note?: string;
  /** True when the author has been told what becomes of it. */
  readonly isTold?: boolean;
  physicalId(logicalId: string, properties: PlainObject, stack: StackIdentity): string;
  /** The value of `Fn::GetAtt`; undefined when the type has no such attribute. */
  attribute(name: string, about: Referred): unknown;
}

/** Decides what is done with `type`: run it, accept it without effect, or refuse it. Unknown types are accepted. */
export function behaviourOf(type: string, resourceTypes: Readonly<Record<string, ResourceType>>): Behaviour {
  const resourceType = own(resourceTypes, type);
  if (resourceType) return emulated(resourceType);
  const reason = own(refusedTypes, type);
  if (reason !== undefined) return { ...unknown(type), verdict: "refused", note: reason, attribute: () => undefined };
  const inert = own(inertTypes, type) ?? (type.startsWith("Custom::") ? inertTypes[CUSTOM_RESOURCE] : undefined);
  return inert ? accepted(type, inert) : unknown(type);
}

const CUSTOM_RESOURCE = "AWS::CloudFormation::CustomResource";

const emulated = (resourceType: ResourceType): Behaviour => ({
  verdict: "emulated",
  hasEffect: true,
  resourceType,
  physicalId: resourceType.ref,
  attribute(name, about) {
    const { physicalId, stack, properties } = about;
    const value = own(resourceType.attributes ?? {}, name)?.(physicalId, stack, properties);
    return value ?? formed(name, physicalId, about);
  },
});

const accepted = (type: string, inert: InertType): Behaviour => {
  const name = (logicalId: string, properties: PlainObject, stack: StackIdentity) =>
    nameOf(inert, logicalId, properties, stack);
  return {
    verdict: "inert",
    hasEffect: inert.counts ?? false,
    note: inert.note,
    physicalId: (logicalId, properties, stack) =>
      referenceTo(type, inert.ref, name(logicalId, properties, stack), { logicalId, properties, stack }),
    attribute(attribute, about) {
      const ownName = name(about.logicalId, about.properties, about.stack);
      const pattern = own(inert.attributes ?? {}, attribute);
      const written = valueAt(about.properties, attribute.split("."));
      if (written !== undefined) return written;
      if (pattern !== undefined) return fill(pattern, ownName, about);
      return formed(attribute, ownName, about) ?? plausible(attribute, about);
    },
  };
};

/** The value of `Ref`: a pattern's where there is one, else the name. */
function referenceTo(type: string, ref: string | undefined, name: string, about: Parameters<typeof fill>[2]): string {
  const pattern = ref ?? own(FORMS_BY_TYPE, type)?.Ref;
  return typeof pattern === "string" ? fill(pattern, name, about) : name;
}

/** The value of an attribute by the table of forms; undefined when that lacks it. */
function formed(attribute: string, name: string, about: Referred): unknown {
  const form = own(own(FORMS_BY_TYPE, about.type) ?? {}, attribute);
  if (typeof form === "string") return fill(form, name, about);
  return Array.isArray(form) ? form.map((pattern) => fill(pattern, name, about)) : form;
}

/** A property of the resource itself: AWS gives many of them back under their own names. */
function valueAt(properties: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return properties ?? undefined;
  return isObject(properties) ? valueAt(own(properties, key), rest) : undefined;
}

function nameOf(inert: InertType, logicalId: string, properties: PlainObject, stack: StackIdentity): string {
  const given = inert.name === undefined ? undefined : textOf(properties[inert.name]);
  if (given !== undefined) return given;
  const { maxLength } = inert;
  const name = physicalName(logicalId, stack, maxLength === undefined ? {} : { maxLength });
  return inert.lowerCase ? name.toLowerCase() : name;
}

/** A type that is in no table of notes. */
const unknown = (type: string): Behaviour => {
  const { note: _note, ...behaviour } = accepted(type, { note: "" });
  return behaviour;
};
