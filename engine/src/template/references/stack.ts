import type { Stack, StackResource } from "../model.ts";
import type { PlainObject } from "../plain-data.ts";
import { type Lookup, replaceReferences as replaceInText, replaceWithin } from "./reference.ts";

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
