import { randomUUID } from "node:crypto";
import { lookup } from "node:dns/promises";
import { existsSync } from "node:fs";
import { access, constants, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { findPrerequisites, userCacheFolder } from "../../../prerequisites.ts";
import { type RunningEngine, UnreachableError } from "../../../running/running-engine.ts";
import { credentialFiles, developerCredentials, userCacheDir } from "../../environment.ts";
import type { Machine } from "./checks.ts";

/** This machine, for a project in `projectDir`. */
export function thisMachine(engine: RunningEngine, projectDir: string): Machine {
  const cacheDir = userCacheDir() ?? userCacheFolder();
  const prerequisites = findPrerequisites(projectDir, cacheDir);
  const status = statusOf(engine);
  return {
    nodeVersion: process.versions.node,
    prerequisites: () => prerequisites,
    endpoint: engine.endpoint,
    engineStatus: () => status,
    cacheDir,
    dataDir: join(projectDir, ".portcullis"),
    tryToWrite,
    nowMs: Date.now(),
    lookup: async (name) => (await lookup(name)).address,
    credentials: credentialsOf(),
  };
}

const statusOf = (engine: RunningEngine): ReturnType<Machine["engineStatus"]> =>
  engine.describe().then(
    ({ status }) => status,
    (error) => (error instanceof UnreachableError ? "nothing" : "another program"),
  );

function credentialsOf(): Machine["credentials"] {
  if (developerCredentials().length > 0) return "environment";
  return credentialFiles().some((file) => existsSync(file)) ? "file" : "none";
}

/** Leaves nothing behind: where the folder is not yet, the nearest one that there is has to let it be made. */
async function tryToWrite(folder: string): Promise<void> {
  if (!existsSync(folder)) {
    await access(nearest(folder), constants.W_OK);
    return;
  }
  const file = join(folder, `.doctor-${randomUUID()}`);
  await writeFile(file, "");
  await rm(file);
}

const nearest = (folder: string): string => (existsSync(folder) ? folder : nearest(dirname(folder)));
