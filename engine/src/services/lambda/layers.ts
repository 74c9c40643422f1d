import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { formatLocation, messageOf } from "../../kernel/errors.ts";
import type { Recorder } from "../../kernel/journal.ts";
import type { StackResource } from "../../template/model.ts";
import type { Builder } from "./build/builder.ts";
import type { Dependencies } from "./build/dependencies.ts";
import type { LayerVersionProperties } from "./resources.ts";

export type LayerResource = StackResource<LayerVersionProperties>;

/** Where a layer's Node.js modules are, below `/opt`. */
const NODE_FOLDER = "nodejs";

export interface LayersOptions {
  readonly baseDir: string;
  readonly builder: Builder;
  readonly dependencies: Dependencies;
  readonly journal: Recorder;
}

/** The stack's layers, as far as functions find modules in them. */
export class Layers {
  readonly #options: LayersOptions;
  readonly #byArn: ReadonlyMap<string, LayerResource>;
  readonly #folders = new Map<string, Promise<readonly string[]>>();

  constructor(resources: readonly LayerResource[], options: LayersOptions) {
    this.#options = options;
    this.#byArn = new Map(resources.map((resource) => [resource.physicalId, resource]));
  }

  /** The folders that hold the `node_modules` of a function's layers, in the order in which they win. */
  async moduleFolders(layerArns: readonly string[]): Promise<readonly string[]> {
    // A later layer is laid over the earlier ones.
    const folders = await Promise.all(layerArns.map((arn) => this.#foldersOf(arn)).reverse());
    return folders.flat();
  }

  #foldersOf(arn: string): Promise<readonly string[]> {
    const folders = this.#folders.get(arn) ?? this.#open(arn);
    this.#folders.set(arn, folders);
    return folders;
  }

  async #open(arn: string): Promise<readonly string[]> {
    const resource = this.#byArn.get(arn);
    if (!resource) return this.#warn(`The layer ${arn} is not on this machine; install what it holds beside the code.`);
    try {
      const content = await this.#contentOf(resource);
      const installed = await Promise.all([content, join(content, NODE_FOLDER)].map(this.#installedFor));
      return [join(content, NODE_FOLDER), ...installed.flat()];
    } catch (error) {
      return this.#warn(`${resource.logicalId} has no content here: ${messageOf(error)}`, resource);
    }
  }

  readonly #installedFor = (folder: string) => this.#options.dependencies.foldersFor(folder);

  async #contentOf({ logicalId, properties, metadata }: LayerResource): Promise<string> {
    const content = metadata["aws:asset:path"] ?? properties.Content;
    if (typeof content !== "string") throw new Error("it is in S3");
    const path = resolve(this.#options.baseDir, content);
    if (/\.zip$/i.test(path)) return this.#options.builder.unpack(logicalId, path);
    if (!existsSync(path)) throw new Error(`${path} does not exist`);
    return path;
  }

  #warn(message: string, resource?: LayerResource): readonly string[] {
    const place = resource && { logicalId: resource.logicalId, location: formatLocation(resource.location) };
    this.#options.journal.record("lambda", "warning", { message, ...place });
    return [];
  }
}
