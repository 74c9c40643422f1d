import { url as urlOfThisProcess } from "node:inspector";
import type { Disposables } from "../kernel/disposables.ts";
import { type Random, uuid } from "../kernel/random.ts";
import type { Debugging, Inspector } from "../services/contract/debugging/debugging.ts";
import type { Stack } from "../template/model.ts";
import { DebugpyInspector } from "./debugpy-inspector.ts";
import { NodeInspector } from "./node-inspector.ts";
import { type DebugOptions, type InspectedFunction, readInspected } from "./options.ts";
import { ThreadWatch } from "./threads.ts";
import { createWatcher, type WatcherDependencies } from "./watcher.ts";

/** The port of a function for debuggers. */
export interface RunningInspector {
  readonly logicalId: string;
  readonly port: number;
  /** `ws://127.0.0.1:PORT/ID` of Node.js; `tcp://127.0.0.1:PORT` of Python's debugpy, which speaks DAP. */
  readonly url: string;
  /** Opens Chrome's tools; of Node.js only. */
  readonly devtoolsUrl?: string;
}

export interface DebuggingDependencies extends WatcherDependencies {
  readonly stack: Stack;
  readonly random: Random;
}

export interface RunningDebugging {
  /** Undefined: nobody wants to debug. */
  readonly debugging: Debugging | undefined;
  readonly inspectors: readonly RunningInspector[];
}

/** Tells whether somebody wants to debug, as far as this process shows it. */
export const isDebugged = ({ debug, inspect = {} }: DebugOptions): boolean =>
  debug ?? (Object.keys(inspect).length > 0 || urlOfThisProcess() !== undefined);

/** Opens the ports for debuggers. Throws a `UserError` for functions that are not there, and for ports that are taken. */
export async function startDebugging(
  options: DebugOptions,
  dependencies: DebuggingDependencies,
  disposables: Disposables,
): Promise<RunningDebugging> {
  const inspected = readInspected(options, dependencies.stack);
  if (!isDebugged(options)) return { debugging: undefined, inspectors: [] };
  const ports = new Map<string, Inspector & Omit<RunningInspector, "logicalId">>();
  for (const request of inspected)
    ports.set(request.logicalId, await openInspector(request, dependencies, disposables));
  const threads = disposables.use(new ThreadWatch(createWatcher({}, dependencies)));
  const inspectors = [...ports].map(([logicalId, { port, url, devtoolsUrl }]) => ({
    logicalId,
    port,
    url,
    ...(devtoolsUrl !== undefined && { devtoolsUrl }),
  }));
  for (const inspector of inspectors) dependencies.journal.record("debugger", "listening", { ...inspector });
  return { debugging: { inspectors: ports, threads }, inspectors };
}

async function openInspector(
  request: InspectedFunction,
  dependencies: DebuggingDependencies,
  disposables: Disposables,
): Promise<Inspector & Omit<RunningInspector, "logicalId">> {
  const watcher = createWatcher({ logicalId: request.logicalId }, dependencies);
  const inspector =
    request.language === "python"
      ? new DebugpyInspector(request, watcher)
      : new NodeInspector(request, uuid(dependencies.random), watcher);
  disposables.use(inspector);
  await inspector.open();
  return inspector;
}
