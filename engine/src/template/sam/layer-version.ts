import { objectOf, pick, textOf } from "../plain-data.ts";
import { codeLocation } from "./expansion/code.ts";
import { type Expander, hashOf, kept } from "./expansion/context.ts";

export const LAYER_VERSION_PROPERTIES = [
  "CompatibleArchitectures",
  "CompatibleRuntimes",
  "ContentUri",
  "Description",
  "LayerName",
  "LicenseInfo",
  "PublishLambdaVersion",
  "RetentionPolicy",
];

const PASSED_PROPERTIES = ["CompatibleArchitectures", "CompatibleRuntimes", "Description", "LicenseInfo"];

/** AWS::Serverless::LayerVersion. Its logical id changes with what it is made of, as versions are never replaced. */
export const layerVersion: Expander = (declaration, context) => {
  const { logicalId, properties, location } = declaration;
  const settled = objectOf(context.settle(properties, location));
  const { Metadata: _metadata, DeletionPolicy: _deletion, UpdateReplacePolicy: _update, ...hashed } = declaration.body;
  const id = `${logicalId}${hashOf({ [logicalId]: { ...hashed, Properties: settled } })}`;
  const retention = textOf(settled.RetentionPolicy)?.toLowerCase() === "delete" ? "Delete" : "Retain";
  return {
    aliases: { [logicalId]: id },
    resources: {
      [id]: {
        Type: "AWS::Lambda::LayerVersion",
        ...kept(declaration),
        DeletionPolicy: retention,
        Properties: {
          Content: codeLocation(settled.ContentUri),
          LayerName: settled.LayerName ?? logicalId,
          ...pick(settled, PASSED_PROPERTIES),
        },
      },
    },
  };
};
