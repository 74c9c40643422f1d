import { join, relative } from "node:path";
import type { ServiceContext } from "../service.ts";
import { Builder, type BuildRequest, type BuiltCode } from "./build/builder.ts";
import { type CodeSource, codeSource } from "./build/code-source.ts";
import { Dependencies } from "./build/dependencies.ts";
import type { PackagePlaces } from "./build/s3-package.ts";
import type { FunctionResource } from "./configuration.ts";
import type { LambdaFunction } from "./function.ts";
import { type LayerResource, Layers } from "./layers.ts";
import { toCode } from "./runnable-code.ts";
import { Interpreters } from "./runtimes/python.ts";

/** A function and the resource that it is made of. */
export interface Deployable {
  readonly target: LambdaFunction;
  readonly resource: FunctionResource;
}

/** What the deployment knows of one function's code. */
interface Deployed extends Deployable {
  source: CodeSource;
  built: BuiltCode | undefined;
}

/** Builds the functions' code and gives it to them; again when a source changes. */
export class Deployment {
  readonly #context: ServiceContext;
  readonly #places: PackagePlaces;
  readonly #builder: Builder;
  readonly #dependencies: Dependencies;
  readonly #layers: Layers;
  readonly #interpreters = new Interpreters();
  readonly #functions: readonly Deployed[];

  constructor(functions: readonly Deployable[], layers: readonly LayerResource[], context: ServiceContext) {
    const { stack, settings, journal } = context;
    const { cacheDir, codeDir } = settings;
    const { baseDir } = stack;
    this.#places = { baseDir, codeDir };
    this.#context = context;
    this.#builder = new Builder({ cacheDir, baseDir });
    const record = (type: string, data: Record<string, unknown>) => journal.record("lambda", type, data);
    this.#dependencies = new Dependencies({ cacheDir, record });
    this.#layers = new Layers(layers, {
      places: this.#places,
      builder: this.#builder,
      dependencies: this.#dependencies,
      journal,
    });
    this.#functions = functions.map((deployable) => ({
      ...deployable,
      source: codeSource(deployable.resource, this.#places),
      built: undefined,
    }));
  }

  deployAll(): Promise<void> {
    return this.#deploy(this.#functions);
  }

  /** Builds again what depends on one of the `changed` files (absolute paths), and has it ready. */
  async redeploy(changed: readonly string[]): Promise<void> {
    const affected = this.#functions.filter((deployed) => changed.some((file) => dependsOn(deployed, file)));
    for (const deployed of affected) deployed.source = codeSource(deployed.resource, this.#places);
    await this.#deploy(affected);
    await Promise.all(affected.map(({ target }) => target.warm()));
  }

  /** The folders that hold code, and files outside of them that went into it. */
  get sourcePaths(): readonly string[] {
    const roots = this.#functions.flatMap(({ source }) => ("root" in source ? [source.root] : []));
    const inputs = this.#functions.flatMap(({ built }) => (built?.status === "built" ? built.inputs : []));
    const outside = inputs.filter((file) => !isInstalled(file) && !roots.some((root) => isBelow(root, file)));
    return [...new Set([...roots, ...outside])];
  }

  async #deploy(functions: readonly Deployed[]): Promise<void> {
    const requests = await Promise.all(functions.map((deployed) => this.#requestFor(deployed)));
    const results = await this.#builder.build(requests);
    await Promise.all(functions.map((deployed, index) => this.#finish(deployed, results[index])));
  }

  async #requestFor(deployed: Deployed): Promise<BuildRequest> {
    const { source, resource, target } = deployed;
    // It can take minutes, which must not look like standing still.
    if (source.kind === "make") target.record("build", { status: "started", command: "make" });
    const { logicalId } = resource;
    const nodePaths = (await this.#installedFor(deployed)).map((folder) => join(folder, "node_modules"));
    if (source.kind !== "bundle" || nodePaths.length === 0) return { logicalId, source };
    return { logicalId, source: { ...source, options: { ...source.options, nodePaths } } };
  }

  async #installedFor({ source, target }: Deployed): Promise<readonly string[]> {
    const isPackage = source.kind === "folder" || source.kind === "bundle";
    const isNode = target.configuration.runtime.startsWith("nodejs");
    return isPackage && isNode ? this.#dependencies.foldersFor(source.root) : [];
  }

  async #finish(deployed: Deployed, built: BuiltCode | undefined): Promise<void> {
    const wasBuilt = deployed.built?.status === "built";
    deployed.built = built;
    // Saving a file without a change must not cost the next caller a cold start.
    if (!built || (wasBuilt && built.status === "built" && !built.changed)) return;
    const { target, source } = deployed;
    const layers = await this.#layers.contents(target.configuration.layers);
    const installed = await this.#installedFor(deployed);
    const surroundings = {
      context: this.#context,
      interpreters: this.#interpreters,
      layers: layers.map(({ root }) => root),
      moduleFolders: [...installed, ...layers.flatMap(({ moduleFolders }) => moduleFolders)],
    };
    await target.deploy(await toCode(target, source, built, surroundings));
    target.record("build", { status: built.status });
  }
}

const isInstalled = (path: string) => /[/\\]node_modules[/\\]/.test(path);

const isBelow = (folder: string, path: string) => !relative(folder, path).startsWith("..");

function dependsOn({ source, built }: Deployed, file: string): boolean {
  if (!("root" in source)) return false;
  // Without a good build nobody knows what it depends on.
  if (source.kind === "bundle" && built?.status === "built") return built.inputs.includes(file);
  return isBelow(source.root, file);
}
