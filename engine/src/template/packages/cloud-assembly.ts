import { basename, dirname, extname, join, resolve } from "node:path";
import { messageOf, UserError } from "../../kernel/errors.ts";
import { exists, readText } from "../../kernel/machine/looks.ts";
import { listOf, objectOf, type PlainObject, textOf } from "../plain-data.ts";
import type { TemplateDocument } from "../text/load.ts";

/** A stack as the manifest of a cloud assembly, the folder that `cdk synth` writes, describes it. */
export interface AssembledStack {
  readonly manifest: string;
  /** `aws://ACCOUNT/REGION`, each of them unknown when the app leaves it open. */
  readonly environment: string | undefined;
  /** The assets whose places in S3 are parameters of the stack, as CDK 1 has them. */
  readonly assets: readonly PlainObject[];
}

const STACK = "aws:cloudformation:stack";
const ASSET = "aws:cdk:asset";

const STACK_TEMPLATE = /(?<!\.nested)\.template\.json$/;

/** Undefined for a template that no manifest beside it names. Throws a `UserError` for a damaged manifest. */
export function readAssembledStack(template: string): AssembledStack | undefined {
  const manifest = join(dirname(template), "manifest.json");
  if (!STACK_TEMPLATE.test(template) || !exists(manifest)) return undefined;
  const artifact = Object.values(objectOf(parse(manifest).artifacts))
    .map(objectOf)
    .find(({ type, properties }) => type === STACK && objectOf(properties).templateFile === basename(template));
  if (!artifact) return undefined;
  const remarks = Object.values(objectOf(artifact.metadata)).flatMap(listOf).map(objectOf);
  const assets = remarks.filter(({ type }) => type === ASSET).map(({ data }) => objectOf(data));
  return { manifest, environment: textOf(artifact.environment), assets };
}

function parse(file: string): PlainObject {
  try {
    return objectOf(JSON.parse(readText(file)));
  } catch (error) {
    const message = `The manifest of CDK's cloud assembly cannot be read: ${messageOf(error)}`;
    throw new UserError(message, { location: { file } });
  }
}

/** The parts of an asset's key in S3, which CDK's templates part at `||`: a prefix, and the name of the object. */
function keyOf({ id, path, packaging }: PlainObject): readonly [prefix: string, name: string] {
  const extension = packaging === "zip" ? ".zip" : extname(textOf(path) ?? "");
  return [`assets/${textOf(id)}/`, `${textOf(id)}${extension}`];
}

/** The values that `cdk deploy` gives to the parameter that this member of an asset names. */
const PARAMETERS: Readonly<Record<string, (asset: PlainObject) => string>> = {
  s3BucketParameter: () => "cdk-assets",
  s3KeyParameter: (asset) => keyOf(asset).join("||"),
  artifactHashParameter: ({ id, sourceHash }) => textOf(sourceHash) ?? textOf(id) ?? "",
  imageNameParameter: ({ id }) => `cdk-assets/${textOf(id)}@sha256:${textOf(id)}`,
};

/** Parameters that CDK 1 names after the asset: all that is known of it where `cdk synth` was led into another file. */
const NAME = /^AssetParameters([0-9a-f]{64})(S3Bucket|S3VersionKey|ArtifactHash)[0-9A-F]{8}$/;

const MEMBERS: Readonly<Record<string, string>> = {
  S3Bucket: "s3BucketParameter",
  S3VersionKey: "s3KeyParameter",
  ArtifactHash: "artifactHashParameter",
};

/** The values of the parameters that CDK 1 has for a stack's assets. */
export function assetParameters({ file, root }: TemplateDocument): Readonly<Record<string, string>> {
  const named = Object.keys(objectOf(root.Parameters)).flatMap((name) => {
    const [, id, part = ""] = NAME.exec(name) ?? [];
    return id === undefined ? [] : [{ id, packaging: "zip", [MEMBERS[part] ?? part]: name }];
  });
  const pairs = [...named, ...(readAssembledStack(file)?.assets ?? [])].flatMap((asset: PlainObject) =>
    Object.entries(PARAMETERS).flatMap(([member, give]) => {
      const name = textOf(asset[member]);
      return name === undefined ? [] : [[name, give(asset)] as const];
    }),
  );
  return Object.fromEntries(pairs);
}

/** The absolute paths of a stack's assets, by the base names of the keys that `assetParameters` gives them. */
export function assembledAssets(template: string): readonly (readonly [key: string, path: string])[] {
  return (readAssembledStack(template)?.assets ?? []).flatMap((asset) => {
    const path = textOf(asset.path);
    return path === undefined ? [] : [[keyOf(asset)[1], resolve(dirname(template), path)] as const];
  });
}
