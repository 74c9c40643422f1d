import { resolve } from "node:path";
import type { StackResource } from "../model.ts";
import type { PlainObject } from "../plain-data.ts";

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
export const withAbsolutePaths = (resource: StackResource, baseDir: string): StackResource => ({
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
