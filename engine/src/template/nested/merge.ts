import type { Stack, StackResource } from "../model.ts";
import { withAbsolutePaths } from "./local-paths.ts";

/** The sign between the logical ids of a nested stack and of a resource in it, as the SAM CLI writes them. */
const SEPARATOR = "/";

/** The resources of a stack, and after each nested one those within it: `Child/Function`. */
export function withNestedResources(
  resources: ReadonlyMap<string, StackResource>,
  stacks: ReadonlyMap<string, Stack>,
): ReadonlyMap<string, StackResource> {
  const all = new Map<string, StackResource>();
  for (const [logicalId, resource] of resources) {
    all.set(logicalId, resource);
    for (const inner of innerResources(logicalId, stacks.get(logicalId))) all.set(inner.logicalId, inner);
  }
  return all;
}

function innerResources(outer: string, stack: Stack | undefined): readonly StackResource[] {
  if (!stack) return [];
  const within = (logicalId: string) => `${outer}${SEPARATOR}${logicalId}`;
  return [...stack.resources.values()].map((resource) => ({
    ...withAbsolutePaths(resource, stack.baseDir),
    logicalId: within(resource.logicalId),
    dependsOn: resource.dependsOn.map(within),
  }));
}

/** `locate`, which leads into nested stacks. */
export const locateWithin =
  (own: Stack["locate"], stacks: ReadonlyMap<string, Stack>): Stack["locate"] =>
  (logicalId, path) => {
    const [outer = "", ...inner] = logicalId.split(SEPARATOR);
    const stack = inner.length > 0 ? stacks.get(outer) : undefined;
    return stack ? stack.locate(inner.join(SEPARATOR), path) : own(logicalId, path);
  };
