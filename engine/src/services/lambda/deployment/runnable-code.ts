import { formatLocation, ServiceError } from "../../../kernel/errors.ts";
import type { Stack } from "../../../template/model.ts";
import { domainNames } from "../../contract/domain-names.ts";
import type { ServiceContext } from "../../contract/service.ts";
import type { BuiltCode } from "../build/builder.ts";
import type { BuildError } from "../build/bundle.ts";
import type { CodeSource } from "../build/code-source.ts";
import type { ErrorPayload } from "../environment/protocol.ts";
import type { Sandboxes } from "../environment/sandbox/sandboxes.ts";
import { environmentStarter } from "../environment/start-environment.ts";
import type { Code, LambdaFunction } from "../functions/function.ts";
import { bundledPositions, writtenPositions } from "../functions/source-positions.ts";
import { examine } from "../mistakes/examine.ts";
import { missingCode } from "../mistakes/missing-code.ts";
import type { Mistake, Suspect } from "../mistakes/mistake.ts";
import type { Interpreters } from "../runtimes/python.ts";
import type { DebuggerRequest, Runtime } from "../runtimes/runtime.ts";
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
  const missing = missingCode(suspectOf(target, source, built.taskRoot, dependencies));
  if (missing) recordMistake(target, missing);
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
    debugger: debuggerFor(context, logicalId),
    warn: (message: string) => warn(target, stack, ["Properties", "Runtime"], `${logicalId} ${message}`),
  };
  return prepareRuntime(request, interpreters);
}

function debuggerFor({ debugging }: ServiceContext, logicalId: string): DebuggerRequest | undefined {
  const { debugpyPort: port, breaksOnStart: waits = false } = debugging?.inspectors.get(logicalId) ?? {};
  return port === undefined ? undefined : { port, waits };
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
    onLog: (entry, logStreamName) => target.log(entry, logStreamName),
    onBegin: (requestId, logStreamName) => target.begin(requestId, logStreamName),
    spanOf: (requestId) => target.spanOf(requestId),
    sandboxes,
  });
  const positions = source.kind === "bundle" ? bundledPositions(taskRoot) : writtenPositions;
  const suspect = suspectOf(target, source, taskRoot, { context, moduleFolders });
  const explain = async () => (await examine(suspect).catch(() => undefined))?.mistakes[0];
  return { kind: "runnable", start, positions, explain };
}

/** The code as it is looked at when it does not start: a bundle's sources, or what runs where it is. */
function suspectOf(
  { configuration }: LambdaFunction,
  source: CodeSource,
  taskRoot: string,
  { context: { stack }, moduleFolders }: Pick<CodeDependencies, "context" | "moduleFolders">,
): Suspect {
  const looked: CodeSource = source.kind === "bundle" ? source : { kind: "folder", root: taskRoot };
  return { configuration, source: looked, stack, moduleFolders };
}

function recordMistake(target: LambdaFunction, { location, ...mistake }: Mistake): void {
  target.record("mistake", { ...mistake, location: formatLocation(location) });
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
