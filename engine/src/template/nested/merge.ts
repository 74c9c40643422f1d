import { resolve } from "node:path";
import type { Stack, StackResource } from "../model.ts";
import type { PlainObject } from "../plain-data.ts";

/** The separator between the logical ids of a nested stack and of a resource in it, as the SAM CLI writes them. */
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

/** Properties that hold, when they are text, a path from the folder of their template. */
const PATHS: Readonly<Record<string, readonly string[]>> = {
  "AWS::ApiGateway::RestApi": ["BodyS3Location"],
  "AWS::ApiGatewayV2::Api": ["BodyS3Location"],
  "AWS::Lambda::Function": ["Code"],
  "AWS::Lambda::LayerVersion": ["Content"],
  "AWS::StepFunctions::StateMachine": ["DefinitionS3Location"],
};

/** CDK's mark on a folder or file that it has written. */
const CDK_ASSET = ["aws:asset:path"];

/** The resource with its paths made absolute, so that they hold in a stack of another folder. */
const withAbsolutePaths = (resource: StackResource, baseDir: string): StackResource => ({
  ...resource,
  properties: absolute(resource.properties, PATHS[resource.type] ?? [], baseDir),
  metadata: absolute(resource.metadata, CDK_ASSET, baseDir),
});

/** The object itself when it has no such path: the places of its parts in the file are known by it. */
function absolute(object: PlainObject, keys: readonly string[], baseDir: string): PlainObject {
  const paths = keys.flatMap((key) => {
    const path = object[key];
    return typeof path === "string" ? [[key, resolve(baseDir, path)]] : [];
  });
  return paths.length > 0 ? { ...object, ...Object.fromEntries(paths) } : object;
}
