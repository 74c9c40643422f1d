import { platform } from "node:os";
import { createDisposables } from "../../kernel/disposables.ts";
import type { StackResource } from "../../template/model.ts";
import type { ServiceContext } from "../contract/service.ts";
import { findStoreBinary } from "./store/binary.ts";
import { databaseIn, temporaryDatabase } from "./store/database.ts";
import { type StoreProcess, startStoreProcess } from "./store/process.ts";
import type { RunningStore } from "./store/running-store.ts";
import type { StoreSource } from "./store/source.ts";

/** Within a minute: a store that ends at once each time is given up after half of it, most of which were delays. */
const MAX_RESTARTS = 20;

/** Starts the store that comes with the engine, each time on the same file or on none. */
export async function bundledStore(
  { settings, journal }: ServiceContext,
  resources: readonly StackResource[],
): Promise<StoreSource> {
  const { dataDir, cacheDir, userCacheDir = cacheDir } = settings;
  const binary = await findStoreBinary({ cacheDir: userCacheDir, journal });

  async function start(file: string | undefined, signal: AbortSignal): Promise<StoreProcess> {
    const running = await startStoreProcess({ binary, file, signal, keepAlive: settings.keepAlive });
    journal.record("dynamodb", "process", { pid: running.pid, port: running.port });
    return running;
  }

  // In memory it is quickest, unless there are streams.
  const hasStreams = resources.some(({ properties }) => properties.StreamSpecification !== undefined);
  return {
    async launch(signal) {
      if (dataDir !== undefined) return start(await databaseIn(dataDir), signal);
      return hasStreams ? onTemporaryFile((file) => start(file, signal)) : start(undefined, signal);
    },
    maxRestarts: MAX_RESTARTS,
    hint: "It ended while the engine started.",
  };
}

async function onTemporaryFile(start: (file: string) => Promise<RunningStore>): Promise<RunningStore> {
  const disposables = createDisposables();
  const temporary = disposables.use(await temporaryDatabase());
  try {
    const running = disposables.use(await start(temporary.file));
    // At once, so that nothing is left however the engine ends. Windows keeps the name of what is open.
    if (platform() !== "win32") await temporary[Symbol.asyncDispose]();
    return { ...running, [Symbol.asyncDispose]: () => disposables[Symbol.asyncDispose]() };
  } catch (error) {
    await disposables[Symbol.asyncDispose]();
    throw error;
  }
}
