import type { Compilation } from "../compilation.ts";
import { isObject, own, textOf } from "../plain-data.ts";
import { placeOfProperties, type Resolved } from "../resources/resolved.ts";
import type { Packages } from "./packages.ts";

/** The property that says where the code of such a resource is. */
const CODE: Readonly<Record<string, string>> = {
  "AWS::Lambda::Function": "Code",
  "AWS::Lambda::LayerVersion": "Content",
};

/** CDK says itself which of its folders a resource is made of. */
const CDK_ASSET = "aws:asset:path";

/** Puts the path of a package on this machine where a resource has its key in S3. */
export const findLocalCode = (
  resources: readonly Resolved[],
  packages: Packages,
  compilation: Compilation,
): readonly Resolved[] => resources.map((resource) => withLocalCode(resource, packages, compilation));

function withLocalCode(resource: Resolved, packages: Packages, { positions, notices }: Compilation): Resolved {
  const { declaration, properties } = resource;
  const { type, metadata, logicalId } = declaration;
  const property = own(CODE, type);
  const code = property === undefined ? undefined : properties[property];
  const key = isObject(code) ? textOf(code.S3Key) : undefined;
  if (property === undefined || key === undefined || metadata[CDK_ASSET] !== undefined) return resource;
  const path = packages(key);
  if (path !== undefined)
    return { ...resource, properties: positions.inherit({ ...properties, [property]: path }, properties) };
  const location = positions.follow(properties, [property, "S3Key"], placeOfProperties(declaration, positions));
  const message = `Its code is in S3 (${key}); --code-dir DIR names a folder that has the package.`;
  notices.add("warning", "code-elsewhere", message, { logicalId, location });
  return resource;
}
