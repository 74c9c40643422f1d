import { relative } from "node:path";
import { Builder, type BuiltCode } from "./build/builder.ts";
import { type CodeSource, codeSource } from "./build/code-source.ts";
import type { FunctionResource } from "./configuration.ts";
import type { LambdaFunction } from "./function.ts";
import { type CodeDependencies, toCode } from "./runnable-code.ts";

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
  readonly #given: CodeDependencies;
  readonly #builder: Builder;
  readonly #functions: readonly Deployed[];

  constructor(functions: readonly Deployable[], given: CodeDependencies) {
    const { stack, settings } = given.context;
    this.#given = given;
    this.#builder = new Builder({ cacheDir: settings.cacheDir, baseDir: stack.baseDir });
    this.#functions = functions.map((deployable) => ({
      ...deployable,
      source: codeSource(deployable.resource, stack.baseDir),
      built: undefined,
    }));
  }

  deployAll(): Promise<void> {
    return this.#deploy(this.#functions);
  }

  /** Builds again what depends on one of the `changed` files (absolute paths), and has it ready. */
  async redeploy(changed: readonly string[]): Promise<void> {
    const { baseDir } = this.#given.context.stack;
    const affected = this.#functions.filter((deployed) => changed.some((file) => dependsOn(deployed, file)));
    for (const deployed of affected) deployed.source = codeSource(deployed.resource, baseDir);
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
    const requests = functions.map(({ resource: { logicalId }, source }) => ({ logicalId, source }));
    const results = await this.#builder.build(requests);
    await Promise.all(functions.map((deployed, index) => this.#finish(deployed, results[index])));
  }

  async #finish(deployed: Deployed, built: BuiltCode | undefined): Promise<void> {
    const wasBuilt = deployed.built?.status === "built";
    deployed.built = built;
    // Saving a file without a change must not cost the next caller a cold start.
    if (!built || (wasBuilt && built.status === "built" && !built.changed)) return;
    const { target, source } = deployed;
    await target.deploy(toCode(target, source, built, this.#given));
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
