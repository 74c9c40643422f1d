import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { StackResource } from "../../template/model.ts";
import type { LayerVersionProperties } from "./resources.ts";

export type LayerResource = StackResource<LayerVersionProperties>;

/** Where a layer's Node.js modules are, below `/opt`. */
const NODE_FOLDER = "nodejs";

/** The folders that hold the `node_modules` of a function's layers, in the order in which they win. */
export function layerModuleFolders(
  layerArns: readonly string[],
  layers: readonly LayerResource[],
  baseDir: string,
): readonly string[] {
  const contents = layerArns.flatMap((arn) => layers.filter(({ physicalId }) => physicalId === arn).flatMap(contentOf));
  // A later layer is laid over the earlier ones.
  return contents
    .reverse()
    .map((content) => join(resolve(baseDir, content), NODE_FOLDER))
    .filter((folder) => existsSync(folder));
}

function contentOf({ properties, metadata }: LayerResource): readonly string[] {
  const content = metadata["aws:asset:path"] ?? properties.Content;
  return typeof content === "string" ? [content] : [];
}
