import type { ServiceContext } from "../../service.ts";
import type { FunctionConfiguration } from "../configuration.ts";
import { engineFolder } from "../runtime-files.ts";
import { startProcess } from "./child-process.ts";
import type { ExecutionEnvironment, LogEntry } from "./environment.ts";
import type { StartIsolate } from "./isolate.ts";
import { createEnvironment } from "./isolated-environment.ts";
import { nodeFlags } from "./node-flags.ts";
import { startThread } from "./thread.ts";
import { environmentVariables } from "./variables.ts";

/** How functions are kept apart; a further kind of runtime adds a row here. */
const ISOLATES: Readonly<Record<ServiceContext["settings"]["isolation"], StartIsolate>> = {
  worker: startThread,
  process: startProcess,
};

export interface DeployedCode {
  readonly taskRoot: string;
  /** Folders with a `node_modules` that the function sees besides its own (layers). */
  readonly moduleFolders: readonly string[];
  /** Custom domain names that lead to the engine. */
  readonly domainNames: readonly string[];
  readonly onLog: (entry: LogEntry) => void;
}

/** Gives a way to start environments of one function with one version of its code. */
export function environmentStarter(
  context: ServiceContext,
  configuration: FunctionConfiguration,
  code: DeployedCode,
): () => ExecutionEnvironment {
  const { clock, endpoint } = context;
  const { taskRoot, moduleFolders, domainNames } = code;
  const { handler, runtime, memoryMb, name } = configuration;
  const flags = nodeFlags(runtime);
  const places = { taskRoot, moduleFolders, domainNames, endpoint, sdkFolder: engineFolder };
  let resolveHooks = false;

  return () => {
    const environment = createEnvironment({
      start: ISOLATES[context.settings.isolation],
      isolate: { name, variables: variablesFor(context, configuration, taskRoot), memoryMb, taskRoot, flags },
      init: { ...places, handler, runtime, resolveHooks },
      timeoutMs: configuration.timeoutMs,
      clock,
      onLog: code.onLog,
    });
    void environment.ready.then(({ status }) => {
      resolveHooks ||= status === "needs-hooks";
    });
    return environment;
  };
}

function variablesFor(context: ServiceContext, configuration: FunctionConfiguration, taskRoot: string) {
  const { stack, endpoint, principals } = context;
  return environmentVariables(configuration, {
    taskRoot,
    endpoint,
    region: stack.region,
    credentials: principals.issue(configuration.roleArn, configuration.name),
    logStreamName: newLogStreamName(context),
  });
}

const STREAM_ID_BYTES = 16;

/** E.g. `2026/11/22/[$LATEST]0b5c…`: one for each environment. */
function newLogStreamName({ clock, random }: ServiceContext): string {
  const day = new Date(clock.now()).toISOString().slice(0, 10).replaceAll("-", "/");
  return `${day}/[$LATEST]${random.bytes(STREAM_ID_BYTES).toString("hex")}`;
}
