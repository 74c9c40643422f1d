import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { formatLocation, messageOf } from "../../../kernel/errors.ts";
import type { Recorder } from "../../../kernel/journal.ts";
import type { StackResource } from "../../../template/model.ts";
import type { Unpacked } from "../build/archives.ts";
import type { Builder } from "../build/builder.ts";
import type { PackageInstaller } from "../build/package-installer.ts";
import { findS3Package, type PackagePlaces } from "../build/s3-package.ts";
import { UnzippedSizeError } from "../build/zip.ts";
import type { LayerVersionProperties } from "../resource-types.ts";
import type { WatchTarget } from "../watch/targets.ts";
import { layerTargets, NODE_FOLDER } from "./source-targets.ts";

export type LayerResource = StackResource<LayerVersionProperties>;

/** Stands for a layer that makes every function too large. */
const TOO_LARGE: LayerContent = { root: "", moduleFolders: [], unzippedBytes: Number.POSITIVE_INFINITY };

export interface LayersDependencies {
  readonly places: PackagePlaces;
  readonly builder: Builder;
  readonly installer: Pick<PackageInstaller, "foldersFor">;
  readonly journal: Recorder;
}

/** One layer's content on this machine. */
interface LayerContent {
  /** The folder whose content is under `/opt`. */
  readonly root: string;
  /** Folders that hold a `node_modules`. */
  readonly moduleFolders: readonly string[];
  /** The size of an archive's content; Infinity for one that is too large to be unpacked. */
  readonly unzippedBytes: number;
}

/** The folder in which a layer has modules for one Node.js runtime only: `nodejs/node22`. It goes before the others. */
export function runtimeFolder(root: string, runtime: string): readonly string[] {
  const [, major] = /^nodejs(\d+)/.exec(runtime) ?? [];
  return major === undefined ? [] : [join(root, NODE_FOLDER, `node${major}`)];
}

/** The stack's layers, as far as functions find modules in them. */
export class Layers {
  readonly #dependencies: LayersDependencies;
  readonly #byArn: ReadonlyMap<string, LayerResource>;
  readonly #contents = new Map<string, Promise<LayerContent | undefined>>();

  constructor(resources: readonly LayerResource[], dependencies: LayersDependencies) {
    this.#dependencies = dependencies;
    this.#byArn = new Map(resources.map((resource) => [resource.physicalId, resource]));
  }

  /** The content of a function's layers, in the order in which they win; a layer that is not here is left out. */
  async contents(layerArns: readonly string[]): Promise<readonly LayerContent[]> {
    // A later layer is laid over the earlier ones.
    const contents = await Promise.all(layerArns.map((arn) => this.#contentFor(arn)).reverse());
    return contents.filter((content) => content !== undefined);
  }

  /** The places that a function's layers are made of. */
  targets(layerArns: readonly string[]): readonly WatchTarget[] {
    const resources = layerArns.flatMap((arn) => this.#byArn.get(arn) ?? []);
    return resources.flatMap((resource) => {
      try {
        return layerTargets(this.#pathOf(resource));
      } catch {
        return [];
      }
    });
  }

  /** Has layers opened again when they are needed. */
  forget(layerArns: readonly string[]): void {
    for (const arn of layerArns) this.#contents.delete(arn);
  }

  #contentFor(arn: string): Promise<LayerContent | undefined> {
    const content = this.#contents.get(arn) ?? this.#open(arn);
    this.#contents.set(arn, content);
    return content;
  }

  async #open(arn: string): Promise<LayerContent | undefined> {
    const resource = this.#byArn.get(arn);
    if (!resource) return this.#warn(`The layer ${arn} is not on this machine; install what it holds beside the code.`);
    try {
      const { folder: root, bytes } = await this.#contentOf(resource);
      const installed = await Promise.all([root, join(root, NODE_FOLDER)].map(this.#installedFor));
      return { root, moduleFolders: [join(root, NODE_FOLDER), ...installed.flat()], unzippedBytes: bytes };
    } catch (error) {
      if (error instanceof UnzippedSizeError) return TOO_LARGE;
      return this.#warn(`${resource.logicalId} has no content here: ${messageOf(error)}`, resource);
    }
  }

  readonly #installedFor = (folder: string) => this.#dependencies.installer.foldersFor(folder);

  async #contentOf(resource: LayerResource): Promise<Pick<Unpacked, "folder" | "bytes">> {
    const path = this.#pathOf(resource);
    if (/\.zip$/i.test(path)) return this.#dependencies.builder.unpack(path);
    if (!existsSync(path)) throw new Error(`${path} does not exist`);
    return { folder: path, bytes: 0 };
  }

  #pathOf({ properties, metadata }: LayerResource): string {
    const { places } = this.#dependencies;
    const path = metadata["aws:asset:path"] ?? properties.Content;
    const inS3 = path === properties.Content ? findS3Package(properties.Content, places) : undefined;
    if (inS3?.status === "missing") throw new Error(inS3.reason);
    if (inS3) return inS3.path;
    if (typeof path !== "string") throw new Error("its Content names no place");
    return resolve(places.baseDir, path);
  }

  #warn(message: string, resource?: LayerResource): undefined {
    const place = resource && { logicalId: resource.logicalId, location: formatLocation(resource.location) };
    this.#dependencies.journal.record("lambda", "warning", { message, ...place });
    return undefined;
  }
}
