import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { join, sep } from "node:path";
import { messageOf } from "../../../kernel/errors.ts";
import { prepareOutputFolder, writeOutput } from "../../../kernel/machine/output.ts";
import { responseModule } from "../runtimes/response-module.ts";
import { Archives, type Unpacked } from "./archives.ts";
import { createSignatures, findCachedBuild, isOlderThan, rememberBuild } from "./build-cache.ts";
import { type BuildError, type BundleRequest, type BundleResult, bundle } from "./bundle.ts";
import { type CodeSource, SDK_SPECIFIER } from "./code-source.ts";
import { fileTimeMs } from "./file-time.ts";
import { buildWithMake } from "./makefile.ts";
import type { RunCommand } from "./run-command.ts";
import { UnzippedSizeError } from "./zip.ts";

/** A function's code, ready to run or not. */
export type BuiltCode =
  | {
      readonly status: "built";
      readonly taskRoot: string;
      /** The sources of a bundle; none when the code runs where it is. */
      readonly inputs: readonly string[];
      /** A hash of what the task root holds; none when that is not known. */
      readonly fingerprint?: string;
      /** The size of an archive's content. */
      readonly unzippedBytes?: number;
    }
  | { readonly status: "failed"; readonly errors: readonly BuildError[] }
  /** `isRefused`: AWS does not take it either. */
  | { readonly status: "unavailable"; readonly reason: string; readonly isRefused?: true };

export interface BuildRequest {
  readonly logicalId: string;
  readonly source: CodeSource;
}

type BundleSource = Extract<CodeSource, { kind: "bundle" }>;
type InlineSource = Extract<CodeSource, { kind: "inline" }>;
type MakeSource = Extract<CodeSource, { kind: "make" }>;

interface BundleJob {
  readonly source: BundleSource;
  /** The task root's name in the output folder. */
  readonly name: string;
  readonly finish: (code: BuiltCode) => void;
}

/** Sources that change all the time are built as they are; the next change builds them again. */
const MOST_ATTEMPTS = 3;

type BundledFiles = Extract<BundleResult, { files: unknown }>["files"];

const hash = (value: unknown) => createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 8);

const esbuildVersion = (): unknown => createRequire(import.meta.url)("esbuild/package.json").version;

/** Makes runnable folders of functions' sources, all of them below `cacheDir`. */
export class Builder {
  readonly #cacheDir: string;
  readonly #baseDir: string;
  readonly #run: RunCommand;
  readonly #archives = new Archives(() => this.#prepare());
  #outdir: Promise<string> | undefined;

  constructor(options: { cacheDir: string; baseDir: string; run: RunCommand }) {
    this.#cacheDir = options.cacheDir;
    this.#baseDir = options.baseDir;
    this.#run = options.run;
  }

  /**
   * Builds them all, together where they share their options, and only what changed since the last time. The results
   * are in the order of the requests; a source that does not compile is a result too.
   */
  async build(requests: readonly BuildRequest[]): Promise<readonly BuiltCode[]> {
    const jobs: BundleJob[] = [];
    const codes = requests.map((request) => this.#buildOne(request, jobs));
    if (jobs.length > 0) await this.#runJobs(jobs);
    return Promise.all(codes);
  }

  #buildOne({ logicalId, source }: BuildRequest, jobs: BundleJob[]): Promise<BuiltCode> | BuiltCode {
    switch (source.kind) {
      case "folder":
        return { status: "built", taskRoot: source.root, inputs: [] };
      case "unavailable":
        return { status: "unavailable", reason: source.reason };
      case "inline":
        return this.#writeInline(logicalId, source);
      case "archive":
        return this.#unpackCode(source.file);
      case "make":
        return this.#make(logicalId, source);
      case "bundle":
        return new Promise((finish) => {
          jobs.push({ source, name: `${logicalId}-${hash([esbuildVersion(), source])}`, finish });
        });
    }
  }

  /** The content of a zip archive. Rejects in words that end a sentence about the file. */
  unpack(file: string): Promise<Unpacked> {
    return this.#archives.unpack(file);
  }

  async #unpackCode(file: string): Promise<BuiltCode> {
    try {
      const { folder, bytes, fingerprint } = await this.unpack(file);
      return { status: "built", taskRoot: folder, inputs: [], fingerprint, unzippedBytes: bytes };
    } catch (error) {
      const reason = `${file} cannot be unpacked: ${messageOf(error)}`;
      return { status: "unavailable", reason, ...(error instanceof UnzippedSizeError && { isRefused: true }) };
    }
  }

  async #make(logicalId: string, { root }: MakeSource): Promise<BuiltCode> {
    const taskRoot = join(await this.#prepare(), `${logicalId}-made`);
    try {
      await buildWithMake({ root, logicalId, artifacts: taskRoot, run: this.#run });
      return { status: "built", taskRoot, inputs: [] };
    } catch (error) {
      return { status: "failed", errors: [{ text: messageOf(error) }] };
    }
  }

  #prepare(): Promise<string> {
    this.#outdir ??= prepareOutputFolder(this.#cacheDir);
    return this.#outdir;
  }

  async #writeInline(logicalId: string, { text, fileName }: InlineSource): Promise<BuiltCode> {
    const taskRoot = join(await this.#prepare(), `${logicalId}-${hash(text)}`);
    await writeOutput(join(taskRoot, fileName), text);
    const module = responseModule(fileName, text);
    if (module) await writeOutput(join(taskRoot, module.path), module.text);
    return { status: "built", taskRoot, inputs: [] };
  }

  async #runJobs(jobs: readonly BundleJob[]): Promise<void> {
    const outdir = await this.#prepare();
    const signatures = createSignatures();
    const cached = await Promise.all(jobs.map(({ name }) => findCachedBuild(join(outdir, name), signatures)));
    const groups = new Map<string, BundleJob[]>();
    jobs.forEach((job, index) => {
      const known = cached[index];
      if (known) job.finish({ status: "built", taskRoot: join(outdir, job.name), ...known });
      else groups.set(groupKey(job), [...(groups.get(groupKey(job)) ?? []), job]);
    });
    await Promise.all([...groups.values()].map((group) => this.#runGroup(group, outdir)));
  }

  async #runGroup(group: readonly BundleJob[], outdir: string, attempt = 1): Promise<void> {
    const startedAtMs = await fileTimeMs();
    const result = await bundleGroup(group, outdir);
    // One bad function must not keep the others from running.
    if ("errors" in result && group.length > 1) await Promise.all(group.map((job) => this.#runGroup([job], outdir)));
    else if (attempt < MOST_ATTEMPTS && this.#isOutdated(result, startedAtMs))
      await this.#runGroup(group, outdir, attempt + 1);
    else await Promise.all(group.map((job) => this.#finishJob(job, result, { outdir, startedAtMs })));
  }

  /** Sources that change while they are read may go together in no way. */
  #isOutdated(result: BundleResult, startedAtMs: number): boolean {
    const inputs = "files" in result ? result.files.flatMap((file) => file.inputs) : [];
    return !isOlderThan(startedAtMs, inputs, this.#baseDir);
  }

  async #finishJob(
    job: BundleJob,
    result: BundleResult,
    { outdir, startedAtMs }: { outdir: string; startedAtMs: number },
  ): Promise<void> {
    if ("errors" in result) return job.finish({ status: "failed", errors: result.errors });
    const taskRoot = join(outdir, job.name);
    const files = result.files.filter(({ path }) => path.startsWith(taskRoot + sep));
    await Promise.all(files.map(({ path, contents }) => writeOutput(path, contents)));
    const inputs = [...new Set(files.flatMap((file) => file.inputs))];
    const fingerprint = fingerprintOf(files);
    const outputs = files.map(({ path }) => path);
    await rememberBuild(taskRoot, { inputs, fingerprint, outputs, baseDir: this.#baseDir, startedAtMs });
    job.finish({ status: "built", taskRoot, inputs, fingerprint });
  }
}

function fingerprintOf(files: BundledFiles): string {
  const hash = createHash("sha256");
  for (const { path, contents } of [...files].sort((one, other) => (one.path < other.path ? -1 : 1)))
    hash.update(`${path}\n${contents.length}\n`).update(contents);
  return hash.digest("base64url");
}

/** Loaders that put files beside the outputs, not below one function's folder. */
const SHARED_FILE_LOADERS: readonly unknown[] = ["file", "copy"];

/** Tells whether a build with these options leaves files that belong to no single entry point. */
function needsOwnFolder({ options }: BundleSource): boolean {
  const loaders = Object.values(options.loader ?? {});
  return options.splitting === true || loaders.some((loader) => SHARED_FILE_LOADERS.includes(loader));
}

const groupKey = ({ source, name }: BundleJob) =>
  JSON.stringify([source.root, source.options, source.leavesOutSdk, needsOwnFolder(source) && name]);

/** One call of esbuild, which reads what the functions share only once. */
async function bundleGroup(group: readonly BundleJob[], outdir: string): Promise<BundleResult> {
  const [first] = group;
  if (!first) return { files: [] };
  const { root, options } = first.source;
  const own = needsOwnFolder(first.source);
  const entries = group.flatMap(({ source, name }) =>
    source.entries.map((entry) => ({ in: entry.in, out: own ? entry.out : join(name, entry.out) })),
  );
  const request = { root, entries, options, outdir: own ? join(outdir, first.name) : outdir };
  return first.source.leavesOutSdk ? bundleWithoutSdk(request) : bundle(request);
}

/** Bundles all but those packages of AWS's SDK that are not found: the project may hold some, and Lambda brings all. */
async function bundleWithoutSdk(request: BundleRequest): Promise<BundleResult> {
  const result = await bundle(request);
  const unresolved = "errors" in result ? result.errors.flatMap((error) => error.unresolved ?? []) : [];
  const sdk = unresolved.filter((specifier) => SDK_SPECIFIER.test(specifier));
  if (sdk.length === 0) return result;
  const external = [request.options.external ?? [], sdk].flat();
  return bundleWithoutSdk({ ...request, options: { ...request.options, external } });
}
