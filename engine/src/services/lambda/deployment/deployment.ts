import { join, relative } from "node:path";
import { messageOf } from "../../../kernel/errors.ts";
import type { ServiceContext } from "../../contract/service.ts";
import { Builder, type BuildRequest, type BuiltCode } from "../build/builder.ts";
import { type CodeSource, codeSource, forDebugger } from "../build/code-source.ts";
import { fileTimeMs } from "../build/file-time.ts";
import { findHandlerFile, JAVASCRIPT_EXTENSIONS } from "../build/handler-file.ts";
import { PackageInstaller } from "../build/package-installer.ts";
import { createRunCommand } from "../build/run-command.ts";
import type { PackagePlaces } from "../build/s3-package.ts";
import { describeFunction, type FunctionResource } from "../configuration/function-configuration.ts";
import type { Sandboxes } from "../environment/sandbox/sandboxes.ts";
import type { LambdaFunction } from "../functions/function.ts";
import { type FunctionCode, isWholeBundle, RuntimeSdk } from "../runtime-sdk/runtime-sdk.ts";
import { SdkCache } from "../runtime-sdk/sdk-cache.ts";
import { Interpreters } from "../runtimes/python.ts";
import type { Change } from "../watch/changes.ts";
import { covers, type WatchTarget } from "../watch/targets.ts";
import { type LayerResource, Layers, runtimeFolder } from "./layers.ts";
import { loadOf } from "./loaded-before.ts";
import { missingSource } from "./missing-source.ts";
import { FolderSizes, warnOfSize, withinSize } from "./package-size.ts";
import { reportErrors, toCode } from "./runnable-code.ts";
import { packageTargets, sourceTargets } from "./source-targets.ts";

/** A function and the resource that it is made of. */
export interface Deployable {
  readonly target: LambdaFunction;
  readonly resource: FunctionResource;
}

type Built = Extract<BuiltCode, { status: "built" }>;

/** The deployment's knowledge of one function's code. */
interface Deployed extends Deployable {
  resource: FunctionResource;
  source: CodeSource;
  /** The outcome of its last build. */
  built: BuiltCode | undefined;
  /** The sources of its last good build. */
  inputs: readonly string[];
  /** The build that it runs. */
  running: Built | undefined;
  /** Nothing was missing in its source when it was deployed. */
  isComplete: boolean;
  /** It needs them from the start. */
  resolveHooks: boolean;
}

/** The reason for which a function is deployed again. */
interface Occasion {
  /** The changed files, as far as they concern the function, for people to read. */
  readonly files: readonly string[];
  /** One of them has other content; otherwise folders only have other entries. */
  readonly isOfContent: boolean;
  /** Its surroundings changed, so that the same code has to be loaded again. */
  readonly mustReload: boolean;
  /** The moment at which the change was seen, by the engine's clock. */
  readonly startedAtMs: number;
}

/** A function whose code is to be built; without an occasion it is the first time. */
interface Due {
  readonly deployed: Deployed;
  readonly occasion?: Occasion;
}

/** Builds the functions' code and gives it to them; again when a source changes. */
export class Deployment implements AsyncDisposable {
  #context: ServiceContext;
  readonly #places: PackagePlaces;
  readonly #builder: Builder;
  readonly #installer: PackageInstaller;
  readonly #layers: Layers;
  readonly #sdk: RuntimeSdk;
  readonly #interpreters = new Interpreters();
  readonly #sandboxes: Sandboxes;
  readonly #functions: readonly Deployed[];
  readonly #underWay = new Set<Promise<void>>();
  #isOver = false;
  #startedAtMs = Number.POSITIVE_INFINITY;

  constructor(
    functions: readonly Deployable[],
    layers: readonly LayerResource[],
    context: ServiceContext,
    sandboxes: Sandboxes,
  ) {
    const { stack, settings, journal } = context;
    const { cacheDir, codeDir } = settings;
    const { baseDir } = stack;
    this.#places = { baseDir, codeDir };
    this.#context = context;
    this.#sandboxes = sandboxes;
    const run = createRunCommand(sandboxes);
    this.#builder = new Builder({ cacheDir, baseDir, run });
    const record = (type: string, data: Record<string, unknown>) => journal.record("lambda", type, data);
    this.#installer = new PackageInstaller({ cacheDir, record, run });
    this.#layers = new Layers(layers, {
      places: this.#places,
      builder: this.#builder,
      installer: this.#installer,
      journal,
    });
    const { userCacheDir } = settings;
    const cache = userCacheDir === undefined ? undefined : new SdkCache({ cacheDir: userCacheDir, run });
    this.#sdk = new RuntimeSdk({ baseDir, cache, journal });
    this.#functions = functions.map((deployable) => ({
      ...deployable,
      source: this.#sourceFor(deployable.resource),
      built: undefined,
      inputs: [],
      running: undefined,
      isComplete: false,
      resolveHooks: false,
    }));
  }

  /** The time at which code began to be read, by the clock of files: a later change may not have been seen. */
  get startedAtMs(): number {
    return this.#startedAtMs;
  }

  async deployAll(): Promise<void> {
    if (this.#context.settings.watch) this.#startedAtMs = await fileTimeMs();
    await this.#deploy(this.#functions.map((deployed) => ({ deployed })));
  }

  /**
   * Begins the same, and is not waited for but where npm may fetch the runtime's SDK: a start may take its time, and the
   * first call of a test may not.
   */
  async deployLater(): Promise<void> {
    const isLong = this.#sdk.mayFetch;
    const work = this.#deployOrAnswer();
    if (isLong) await work;
  }

  /** The engine may be used already, to whose start nothing can be told: functions answer with the failure. */
  async #deployOrAnswer(): Promise<void> {
    try {
      await this.deployAll();
    } catch (error) {
      const outcome: BuiltCode = { status: "failed", errors: [{ text: messageOf(error) }] };
      await Promise.all(this.#functions.map((deployed) => this.#finish(deployed, outcome)));
    }
  }

  /** Warns of functions that AWS would not take. To add up a large folder takes a while: nobody has to wait for it. */
  async reviewSizes(): Promise<void> {
    const { stack } = this.#context;
    const sizes = new FolderSizes();
    await Promise.all(this.#functions.map(({ target, source }) => warnOfSize(target, { source, sizes, stack })));
  }

  /** Builds again what depends on one of the changed files. */
  async redeploy(changes: readonly Change[]): Promise<void> {
    const affected = this.#functions.flatMap((deployed) => {
      const occasion = this.#occasionFor(deployed, changes);
      return occasion ? [{ deployed, occasion }] : [];
    });
    await this.#deployReady(affected);
  }

  async #deployReady(affected: readonly Required<Due>[]): Promise<void> {
    const ready = affected.filter(({ deployed, occasion }) => this.#isReady(deployed, occasion));
    await this.#deploy(ready);
    // Not waited for: one whose start takes long must not keep the next change from being noticed.
    for (const { deployed } of ready) deployed.target.warm().catch(() => {});
  }

  /** Takes on what an edited template says of these functions, and deploys them again. */
  async reconfigure(stack: ServiceContext["stack"], resources: readonly FunctionResource[]): Promise<void> {
    this.#context = { ...this.#context, stack };
    const byId = new Map(resources.map((resource) => [resource.logicalId, resource]));
    const occasion: Occasion = {
      files: [],
      isOfContent: true,
      mustReload: true,
      startedAtMs: this.#context.clock.now(),
    };
    const affected = this.#functions.flatMap((deployed) => {
      const resource = byId.get(deployed.resource.logicalId);
      if (!resource) return [];
      deployed.resource = resource;
      deployed.target.configure(describeFunction(resource, stack));
      return [{ deployed, occasion }];
    });
    await this.#deployReady(affected);
  }

  /** Names what a function loads; undefined for code that runs where it is, which may be other code each time. */
  loadOf(target: LambdaFunction): string | undefined {
    const fingerprint = this.#functions.find((deployed) => deployed.target === target)?.running?.fingerprint;
    return fingerprint === undefined ? undefined : loadOf(fingerprint, target.configuration);
  }

  /** The folders and archives that code is taken from. */
  get sourcePaths(): readonly string[] {
    const paths = this.#functions.flatMap(({ source }) => {
      if ("root" in source) return [source.root];
      return source.kind === "archive" ? [source.file] : [];
    });
    return [...new Set(paths)];
  }

  /** All places whose changes may change what the functions run. */
  get targets(): readonly WatchTarget[] {
    const all = this.#functions.flatMap((deployed) => [
      ...this.#sourcesOf(deployed),
      ...this.#surroundingsOf(deployed),
    ]);
    return [...new Map(all.map((target) => [`${target.extent} ${target.path}`, target])).values()];
  }

  #sourceFor(resource: FunctionResource): CodeSource {
    const source = codeSource(resource, this.#places);
    return this.#context.settings.debug ? forDebugger(source) : source;
  }

  #sourcesOf(deployed: Deployed): readonly WatchTarget[] {
    return sourceTargets(deployed, this.#places.baseDir);
  }

  #surroundingsOf(deployed: Deployed): readonly WatchTarget[] {
    const { layers } = deployed.target.configuration;
    return [...packageTargets(deployed, this.#places.baseDir), ...this.#layers.targets(layers)];
  }

  #occasionFor(deployed: Deployed, changes: readonly Change[]): Occasion | undefined {
    const [sources, surroundings] = [this.#sourcesOf(deployed), this.#surroundingsOf(deployed)];
    const around = changes.filter((change) => surroundings.some((target) => isChangeOf(target, change)));
    const own = changes.filter((change) => sources.some((target) => isChangeOf(target, change)));
    if (own.length + around.length === 0) return undefined;
    if (around.length > 0) this.#layers.forget(deployed.target.configuration.layers);
    const files = [...own, ...around].map(({ path }) => relative(this.#places.baseDir, path));
    const isOfContent = own.some(({ kind }) => kind === "changed");
    return { files, isOfContent, mustReload: around.length > 0, startedAtMs: this.#context.clock.now() };
  }

  /** A folder that is being made again must not count as an empty function. */
  #isReady(deployed: Deployed, { files }: Occasion): boolean {
    const { resource, target, running } = deployed;
    try {
      deployed.source = this.#sourceFor(resource);
    } catch (error) {
      this.#keepOld(deployed, { status: "failed", errors: [{ text: messageOf(error) }] }, files);
      return false;
    }
    const missing = missingSource(target.configuration, deployed.source, deployed.isComplete);
    if (missing === undefined) return true;
    target.record("build", { status: "waiting", files, missing, keepsCode: running !== undefined });
    return false;
  }

  /** Gives nothing to functions any more, and resolves when nothing is built any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    await Promise.allSettled(this.#underWay);
  }

  async #deploy(functions: readonly Due[]): Promise<void> {
    if (this.#isOver) return;
    const work = this.#buildAndGive(functions);
    this.#underWay.add(work);
    await work.finally(() => this.#underWay.delete(work));
  }

  async #buildAndGive(functions: readonly Due[]): Promise<void> {
    const requests = await Promise.all(functions.map(({ deployed }) => this.#requestFor(deployed)));
    const results = await this.#builder.build(requests);
    if (this.#isOver) return;
    await this.#provideSdk(functions.map(({ deployed }, index) => ({ deployed, outcome: results[index] })));
    await Promise.all(
      functions.map(({ deployed, occasion }, index) => this.#finish(deployed, results[index], occasion)),
    );
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

  async #provideSdk(functions: readonly { deployed: Deployed; outcome: BuiltCode | undefined }[]): Promise<void> {
    const codes = await Promise.all(
      functions.map(async ({ deployed, outcome }) => ({ deployed, code: await this.#codeOf(deployed, outcome) })),
    );
    const importing = await this.#sdk.provideFor(codes.map(({ code }) => code));
    for (const { deployed, code } of codes) deployed.resolveHooks = importing.has(code);
  }

  async #codeOf(deployed: Deployed, outcome: BuiltCode | undefined): Promise<FunctionCode> {
    const { runtime, handler } = deployed.target.configuration;
    const taskRoot = outcome?.status === "built" ? outcome.taskRoot : undefined;
    const file = taskRoot === undefined ? undefined : findHandlerFile(taskRoot, handler, JAVASCRIPT_EXTENSIONS);
    const moduleFolders = await this.#moduleFoldersOf(deployed);
    return {
      runtime,
      files: file === undefined ? [] : [file],
      moduleFolders,
      isWhole: isWholeBundle(deployed.source),
    };
  }

  async #moduleFoldersOf(deployed: Deployed): Promise<readonly string[]> {
    const { layers: arns, runtime } = deployed.target.configuration;
    const layers = await this.#layers.contents(arns);
    const installed = await this.#installedFor(deployed);
    const ofRuntime = layers.flatMap(({ root }) => runtimeFolder(root, runtime));
    return [...installed, ...ofRuntime, ...layers.flatMap(({ moduleFolders }) => moduleFolders)];
  }

  async #installedFor({ source, target }: Deployed): Promise<readonly string[]> {
    const isPackage = source.kind === "folder" || source.kind === "bundle";
    const isNode = target.configuration.runtime.startsWith("nodejs");
    return isPackage && isNode ? this.#installer.foldersFor(source.root) : [];
  }

  async #finish(deployed: Deployed, outcome: BuiltCode | undefined, occasion?: Occasion): Promise<void> {
    if (!outcome) return;
    const { target, running } = deployed;
    const built = withinSize(outcome, await this.#layers.contents(target.configuration.layers));
    const files = occasion && { files: occasion.files, durationMs: this.#context.clock.now() - occasion.startedAtMs };
    if (built.status !== "built" && running) return this.#keepOld(deployed, built, occasion?.files ?? []);
    const wasGood = deployed.built?.status === "built";
    deployed.built = built;
    if (built.status === "built") deployed.inputs = built.inputs;
    // Saving a file without a change must not cost the next caller a cold start.
    if (running && !occasion?.mustReload && isSame(running, built)) {
      if (!wasGood) return target.record("build", { status: "built", ...files });
      // A new file that nobody imports is nobody's change.
      return target.record("build", { status: "unchanged", ...(occasion?.isOfContent && files) });
    }
    await this.#give(deployed, built);
    deployed.running = built.status === "built" ? built : undefined;
    target.record("build", { status: built.status, ...files });
  }

  async #give(deployed: Deployed, built: BuiltCode): Promise<void> {
    const { target, source } = deployed;
    const layers = await this.#layers.contents(target.configuration.layers);
    const dependencies = {
      context: this.#context,
      interpreters: this.#interpreters,
      sandboxes: this.#sandboxes,
      layers: layers.map(({ root }) => root),
      moduleFolders: await this.#moduleFoldersOf(deployed),
      sdkFolders: this.#sdk.folders,
      resolveHooks: deployed.resolveHooks,
    };
    await target.deploy(await toCode(target, source, built, dependencies));
    deployed.isComplete = missingSource(target.configuration, source, true) === undefined;
  }

  #keepOld(deployed: Deployed, built: Exclude<BuiltCode, Built>, files: readonly string[]): void {
    deployed.built = built;
    reportErrors(deployed.target, built.status === "failed" ? built.errors : [{ text: built.reason }]);
    deployed.target.record("build", { status: built.status, files, keepsCode: deployed.running !== undefined });
  }
}

/** Code that runs where it is has no fingerprint: nobody knows what of it was loaded. */
const isSame = (running: Built, built: BuiltCode) =>
  built.status === "built" &&
  built.fingerprint !== undefined &&
  built.fingerprint === running.fingerprint &&
  built.taskRoot === running.taskRoot;

/** A change of an entry's content is none of which entries a folder has. */
const isChangeOf = (target: WatchTarget, { path, kind }: Change) =>
  covers(target, path) && (target.extent !== "names" || kind !== "changed");
