import { join } from "node:path";
import { userCacheFolder } from "./data-folder/user-cache-folder.ts";
import { storeOrigin } from "./services/dynamodb/store/binary.ts";
import { findUp } from "./services/lambda/build/esbuild-properties.ts";
import { Interpreters } from "./services/lambda/runtimes/python.ts";
import { engineFolder } from "./services/lambda/runtimes/runtime-files.ts";

export { userCacheFolder };

/** The places that things come from that a start needs, before there is one. */
export interface Prerequisites {
  readonly store: ReturnType<typeof storeOrigin>;
  /** True when AWS's SDK, which functions find on Lambda, is installed; else it is fetched for those that need it. */
  readonly hasSdk: boolean;
  /** The version of a Python that functions can run in; undefined when there is none. */
  readonly python: string | undefined;
}

export async function findPrerequisites(projectDir: string, cacheDir: string): Promise<Prerequisites> {
  const python = await new Interpreters().find("python3");
  return {
    store: storeOrigin({ cacheDir }),
    hasSdk: [projectDir, engineFolder].some((folder) => findUp(folder, join("node_modules", "@aws-sdk")) !== undefined),
    python: python?.version,
  };
}
