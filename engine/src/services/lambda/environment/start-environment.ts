import { realpathSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { Span } from "../../../kernel/tracing.ts";
import type { Credentials } from "../../../wire/principal.ts";
import type { ServiceContext } from "../../contract/service.ts";
import { findHandlerFile, JAVASCRIPT_EXTENSIONS } from "../build/handler-file.ts";
import type { FunctionConfiguration } from "../configuration/function-configuration.ts";
import type { Runtime } from "../runtimes/runtime.ts";
import { startProcess } from "./child-process.ts";
import { startInspected, withDebuggers } from "./debugged/process.ts";
import { startWatched } from "./debugged/thread.ts";
import type { ExecutionEnvironment, LogEntry } from "./environment.ts";
import type { StartIsolate } from "./isolate.ts";
import { createEnvironment } from "./isolated-environment.ts";
import { reaches } from "./log-levels.ts";
import type { LogLevel } from "./protocol.ts";
import { startRuntime } from "./runtime-api/process.ts";
import type { Sandboxes } from "./sandbox/sandboxes.ts";
import { startThread } from "./thread.ts";
import { environmentVariables, nodeVariables } from "./variables.ts";

/** The kinds of isolates that keep functions of Node.js apart; those of other languages are always processes. */
const ISOLATES: Readonly<Record<ServiceContext["settings"]["isolation"], StartIsolate>> = {
  worker: startThread,
  process: startProcess,
};

export interface DeployedCode {
  readonly runtime: Exclude<Runtime, { kind: "unavailable" }>;
  readonly taskRoot: string;
  /** Folders with a `node_modules` that the function sees besides its own (layers). */
  readonly moduleFolders: readonly string[];
  /** Folders in which the SDK that the runtime brings is looked for, in order. */
  readonly sdkFolders: readonly string[];
  /** Its imports are known to need them; otherwise a load that fails shows it. */
  readonly resolveHooks: boolean;
  /** Custom domain names that lead to the engine. */
  readonly domainNames: readonly string[];
  readonly onLog: (entry: LogEntry, logStreamName: string) => void;
  readonly onBegin: (requestId: string, logStreamName: string) => void;
  /** The piece of work that an invocation is, as long as it runs. */
  readonly spanOf: (requestId: string) => Span | undefined;
  readonly sandboxes: Sandboxes;
}

/** Gives a way to start environments of one function with one version of its code. */
export function environmentStarter(
  context: ServiceContext,
  configuration: FunctionConfiguration,
  code: DeployedCode,
): () => ExecutionEnvironment {
  const { clock, timeouts, endpoint, principals } = context;
  const { taskRoot, moduleFolders, sdkFolders, domainNames } = code;
  const start = isolateOf(context, configuration, code);
  const { handler, runtime, memoryMb, name } = configuration;
  const { keepAlive = true } = context.settings;
  const flags = nodeFlags(runtime);
  const leadsHttp2 = isLedOn(context.settings) || Object.keys(context.settings.mock ?? {}).length > 0;
  const places = { taskRoot, moduleFolders, sdkFolders, domainNames, leadsHttp2, endpoint };
  let { resolveHooks } = code;

  return () => {
    const sandbox = code.sandboxes.create();
    const logStreamName = newLogStreamName(configuration, clock.now(), sandbox.id);
    const span = () => code.spanOf(environment.requestId ?? "");
    const credentials = principals.issue(configuration.roleArn, configuration.name, span);
    const variables = variablesFor(context, configuration, { ...code, logStreamName, credentials });
    const environment = createEnvironment({
      start,
      isolate: { name, variables, memoryMb, taskRoot, flags, sandbox, keepAlive },
      init: { ...places, handler, runtime, resolveHooks },
      timeoutMs: configuration.timeoutMs,
      clock,
      timeouts,
      onLog: (entry) => code.onLog(entry, logStreamName),
      onBegin: (requestId) => code.onBegin(requestId, logStreamName),
      hasLevel: levelFilter(configuration.logging),
    });
    void environment.ready.then(({ status }) => {
      resolveHooks ||= status === "needs-hooks";
    });
    void environment.ended.then(() => principals.end(credentials.accessKeyId));
    return environment;
  };
}

/** Chooses the kind of a function's isolates. One that is inspected is a process of its own. */
function isolateOf(
  { settings, debugging }: ServiceContext,
  { logicalId, handler }: FunctionConfiguration,
  { runtime, taskRoot }: DeployedCode,
): StartIsolate {
  const inspector = debugging?.inspectors.get(logicalId);
  if (runtime.kind !== "node") {
    const start = startRuntime(runtime.command);
    return inspector?.debugpyPort === undefined ? start : withDebuggers(inspector, start);
  }
  if (inspector) return startInspected(inspector, entryOf(taskRoot, handler));
  return debugging && settings.isolation === "worker" ? startWatched(debugging.threads) : ISOLATES[settings.isolation];
}

/** The file of the handler as Node.js names it. */
function entryOf(taskRoot: string, handler: string): string | undefined {
  const file = findHandlerFile(taskRoot, handler, JAVASCRIPT_EXTENSIONS);
  return file === undefined ? undefined : pathToFileURL(realpathSync(file)).href;
}

/**
 * Lambda leaves out what is below a function's level, of those that write JSON, whoever printed it.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */
const levelFilter =
  ({ format, level }: FunctionConfiguration["logging"]) =>
  (given: LogLevel) =>
    format !== "JSON" || level === undefined || reaches(given, level);

/** Lambda turns these experiments off up to nodejs22.x. .../dg/lambda-nodejs.html#nodejs-experimental-features */
const EXPERIMENTS = ["require-module", "detect-module"];
const LAST_RUNTIME_WITHOUT_EXPERIMENTS = 22;

/** Options of Node.js with which an isolate behaves like the runtime, as far as this Node.js knows them. */
function nodeFlags(runtime: string): readonly string[] {
  const major = Number(/^nodejs(\d+)/.exec(runtime)?.[1]);
  if (!(major <= LAST_RUNTIME_WITHOUT_EXPERIMENTS)) return [];
  return EXPERIMENTS.filter((name) => process.allowedNodeEnvironmentFlags.has(`--experimental-${name}`)).map(
    (name) => `--no-experimental-${name}`,
  );
}

/** Tells whether calls may be answered elsewhere. */
const isLedOn = ({ passthrough, services = {} }: ServiceContext["settings"]): boolean =>
  passthrough.length > 0 || Object.keys(services).length > 0;

function variablesFor(
  context: ServiceContext,
  configuration: FunctionConfiguration,
  {
    taskRoot,
    runtime,
    logStreamName,
    credentials,
  }: DeployedCode & { readonly logStreamName: string; readonly credentials: Required<Credentials> },
) {
  const { stack, endpoint, settings } = context;
  // What is answered elsewhere has to keep the host that it is meant for.
  const namesHosts = isLedOn(settings) && runtime.leadsCalls;
  return environmentVariables(configuration, {
    taskRoot,
    endpoint: namesHosts ? undefined : endpoint,
    region: stack.region,
    credentials,
    logStreamName,
    runtimeVariables: runtime.kind === "node" ? nodeVariables(configuration.runtime) : runtime.variables,
  });
}

/**
 * E.g. `2026/11/22/[$LATEST]0b5c…`: one for each environment, and inherited by all that is started in it. In a group of
 * the user's own, which functions may share, the function's name stands before its version.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
 */
export function newLogStreamName(
  { name, logging }: Pick<FunctionConfiguration, "name" | "logging">,
  now: number,
  id: string,
): string {
  const day = new Date(now).toISOString().slice(0, 10).replaceAll("-", "/");
  return `${day}/${logging.group === undefined ? "" : name}[$LATEST]${id}`;
}
