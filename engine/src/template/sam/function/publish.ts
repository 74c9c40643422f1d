import { isObject, objectOf, type PlainObject, pick } from "../../plain-data.ts";
import type { Declaration } from "../../resources/declaration.ts";
import { publishedAlias } from "../events/targets.ts";
import { type Generated, type GeneratedResources, getAtt, hashOf, ref, type SamContext } from "../expansion/context.ts";

/** The version and alias that AutoPublishAlias makes. */
export interface Published {
  readonly resources: GeneratedResources;
  readonly aliasId: string;
  readonly versionId: string;
  readonly aliasName: string;
}

/** Undefined when the function has no AutoPublishAlias. */
export function publish(declaration: Declaration, lambda: Generated, context: SamContext): Published | undefined {
  const { logicalId, properties } = declaration;
  const alias = publishedAlias(declaration, context);
  if (!alias) return undefined;
  const versionId = `${logicalId}Version${versionHash(declaration, lambda, context)}`;
  return {
    aliasName: alias.name,
    aliasId: alias.logicalId,
    versionId,
    resources: {
      [versionId]: version(declaration),
      [alias.logicalId]: {
        Type: "AWS::Lambda::Alias",
        Properties: {
          Name: alias.name,
          FunctionName: ref(logicalId),
          FunctionVersion: getAtt(versionId, "Version"),
          ...pick(properties, ["ProvisionedConcurrencyConfig"]),
        },
      },
    },
  };
}

function version({ logicalId, properties, body }: Declaration): Generated {
  const { VersionDescription, VersionDeletionPolicy, CapacityProviderConfig } = properties;
  const policy = VersionDeletionPolicy ?? (CapacityProviderConfig === undefined ? "Retain" : "Delete");
  return {
    Type: "AWS::Lambda::Version",
    DeletionPolicy: body.DeletionPolicy ?? policy,
    Properties: {
      FunctionName: ref(logicalId),
      ...(VersionDescription !== undefined && { Description: VersionDescription }),
    },
  };
}

/** Hashes the parts of a function for which a new version is published when they change. */
function versionHash({ properties, location }: Declaration, lambda: Generated, context: SamContext): string {
  const given = properties.AutoPublishCodeSha256;
  if (typeof given === "string") return given.slice(0, hashOf("").length);
  const { Code, MemorySize } = lambda.Properties;
  const code = context.settle(Code, location);
  return hashOf({
    ...(isObject(code) ? code : { LocalPath: code }),
    ...objectOf(properties.Environment),
    ...(MemorySize !== undefined && { MemorySize }),
    ...snapshot(properties),
  });
}

const snapshot = ({ SnapStart }: PlainObject) =>
  isObject(SnapStart) && (SnapStart.ApplyOn ?? "None") !== "None" ? { SnapStart } : {};
