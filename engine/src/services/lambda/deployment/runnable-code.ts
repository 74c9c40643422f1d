import { relative } from "node:path";
import { formatLocation, type Location, ServiceError } from "../../../kernel/errors.ts";
import type { Stack } from "../../../template/model.ts";
import { domainNames } from "../../contract/domain-names.ts";
import type { ServiceContext } from "../../contract/service.ts";
import type { BuiltCode } from "../build/builder.ts";
import { type BuildError, bundle } from "../build/bundle.ts";
import type { CodeSource } from "../build/code-source.ts";
import { findHandlerFile, handlerPath, JAVASCRIPT_EXTENSIONS } from "../build/handler-file.ts";
import type { ErrorPayload } from "../environment/protocol.ts";
import type { Sandboxes } from "../environment/sandbox/sandboxes.ts";
import { environmentStarter } from "../environment/start-environment.ts";
import type { Code, LambdaFunction } from "../functions/function.ts";
import { bundledPositions, writtenPositions } from "../functions/source-positions.ts";
import type { Interpreters } from "../runtimes/python.ts";
import type { Runtime } from "../runtimes/runtime.ts";
import { prepareRuntime } from "../runtimes/runtimes.ts";

export interface CodeDependencies {
  readonly context: ServiceContext;
  /** Folders that hold a `node_modules` with what the code does not bring itself. */
  readonly moduleFolders: readonly string[];
  /** Folders in which the SDK that the runtime brings is looked for, in order. */
  readonly sdkFolders: readonly string[];
  /** Its imports are known to need them. */
  readonly resolveHooks: boolean;
  /** The roots of its layers; an earlier one wins. */
  readonly layers: readonly string[];
  readonly interpreters: Interpreters;
  readonly sandboxes: Sandboxes;
}

type Runnable = Exclude<Runtime, { kind: "unavailable" }>;

/** Makes of a build's outcome what the function runs, and says in the journal what its user has to know. */
export async function toCode(
  target: LambdaFunction,
  source: CodeSource,
  built: BuiltCode,
  dependencies: CodeDependencies,
): Promise<Code> {
  const { stack } = dependencies.context;
  if (built.status === "unavailable") return refuse(target, stack, built);
  if (built.status === "failed") return reportBroken(target, built.errors);
  const runtime = await runtimeFor(target, built.taskRoot, dependencies);
  if (runtime.kind === "unavailable") return refuse(target, stack, runtime);
  if (runtime.kind === "node") warnWithoutHandler(target, stack, { source, taskRoot: built.taskRoot });
  return runnable(target, source, { taskRoot: built.taskRoot, runtime }, dependencies);
}

function runtimeFor(target: LambdaFunction, taskRoot: string, dependencies: CodeDependencies): Promise<Runtime> {
  const { context, layers, interpreters } = dependencies;
  const { logicalId, handler, runtime: name } = target.configuration;
  const { stack, endpoint } = context;
  const request = {
    name,
    handler,
    taskRoot,
    layers,
    endpoint,
    domainNames: [...domainNames(stack)],
    warn: (message: string) => warn(target, stack, ["Properties", "Runtime"], `${logicalId} ${message}`),
  };
  return prepareRuntime(request, interpreters);
}

function runnable(
  target: LambdaFunction,
  source: CodeSource,
  { taskRoot, runtime }: { taskRoot: string; runtime: Runnable },
  { context, moduleFolders, sdkFolders, resolveHooks, sandboxes }: CodeDependencies,
): Code {
  const start = environmentStarter(context, target.configuration, {
    runtime,
    taskRoot,
    moduleFolders,
    sdkFolders,
    resolveHooks,
    domainNames: [...domainNames(context.stack)],
    onLog: (entry) => target.log(entry),
    sandboxes,
  });
  const positions = source.kind === "bundle" ? bundledPositions(taskRoot) : writtenPositions;
  const { handler } = target.configuration;
  return { kind: "runnable", start, positions, locateSyntaxError: () => locateSyntaxError(taskRoot, handler) };
}

/** The first place in a handler or what it imports that does not parse. */
async function locateSyntaxError(taskRoot: string, handler: string): Promise<Location | undefined> {
  const file = findHandlerFile(taskRoot, handler, JAVASCRIPT_EXTENSIONS);
  if (!file) return undefined;
  const options = { packages: "external", format: "esm" };
  const result = await bundle({ root: taskRoot, entries: [{ in: file, out: "parsed" }], options, outdir: taskRoot });
  return "errors" in result ? result.errors[0]?.location : undefined;
}

function refuse(
  target: LambdaFunction,
  stack: Stack,
  { reason, isRefused = false }: { readonly reason: string; readonly isRefused?: boolean },
): Code {
  const { logicalId, name } = target.configuration;
  const told = `${logicalId} cannot run: ${reason}.`;
  // What AWS refuses at the deployment is more than a limit of this machine.
  if (isRefused) reportErrors(target, [{ text: told, location: stack.locate(logicalId, ["Properties", "Code"]) }]);
  else warn(target, stack, ["Type"], told);
  const message = `The function ${name} cannot run: ${reason}.`;
  return { kind: "refused", error: new ServiceError("InvalidRuntimeException", message, { status: 502 }) };
}

function warnWithoutHandler(
  target: LambdaFunction,
  stack: Stack,
  code: { source: CodeSource; taskRoot: string },
): void {
  const { handler, logicalId } = target.configuration;
  const { source, taskRoot } = code;
  if (findHandlerFile(taskRoot, handler, JAVASCRIPT_EXTENSIONS)) return;
  const wanted = `${relative(stack.baseDir, handlerPath(taskRoot, handler))}.js`;
  const built = source.kind === "bundle" ? source.entries.map(({ out }) => out).join(", ") : "";
  const hint = built && ` EntryPoints are built to: ${built}.`;
  const message = `${logicalId} has no file for its handler "${handler}": ${wanted} does not exist.${hint}`;
  warn(target, stack, ["Properties", "Handler"], message);
}

function warn(target: LambdaFunction, stack: Stack, path: readonly string[], message: string): void {
  const location = stack.locate(target.configuration.logicalId, path);
  target.record("warning", { message, location: formatLocation(location) });
}

/** Says in the journal why a function cannot be built. */
export function reportErrors(target: LambdaFunction, errors: readonly BuildError[]): void {
  for (const { text, location } of errors)
    target.record("build-error", { message: text, ...(location && { location: formatLocation(location) }) });
}

function reportBroken(target: LambdaFunction, errors: readonly BuildError[]): Code {
  reportErrors(target, errors);
  const error = buildErrorPayload(errors);
  return { kind: "broken", errorFor: () => error };
}

/** Lambda's answer for code that it cannot parse. */
function buildErrorPayload(errors: readonly BuildError[]): ErrorPayload {
  const text = `SyntaxError: ${errors[0]?.text ?? "the code does not build"}`;
  const places = errors.flatMap(({ location }) => (location ? [`    at ${formatLocation(location)}`] : []));
  return {
    errorType: "Runtime.UserCodeSyntaxError",
    errorMessage: text,
    trace: [`Runtime.UserCodeSyntaxError: ${text}`, ...places],
  };
}
