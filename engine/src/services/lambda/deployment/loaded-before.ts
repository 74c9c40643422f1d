import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeOutput } from "../../../kernel/machine/output.ts";
import { parseJson } from "../../../kernel/parse-json.ts";
import type { FunctionConfiguration } from "../configuration/function-configuration.ts";

/**
 * Remembers from one start to the next which functions have loaded. Nothing depends on it but who is waited for. Disposing
 * of it waits for what is being written, since the folder may be removed afterwards.
 */
export interface LoadedBefore extends AsyncDisposable {
  has(load: string): boolean;
  note(load: string, hasLoaded: boolean): void;
  /** Forgets all but these. Never rejects: a start that remembers nothing waits. */
  keep(loads: readonly string[]): Promise<void>;
}

/** Names what a function loads: its code, and what that finds around it. */
export function loadOf(fingerprint: string, configuration: FunctionConfiguration): string {
  const { logicalId, handler, runtime, layers, variables } = configuration;
  const parts = [fingerprint, logicalId, handler, runtime, layers, variables];
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
}

export async function readLoadedBefore(cacheDir: string): Promise<LoadedBefore> {
  const file = join(cacheDir, "build", "loaded.json");
  const kept = parseJson(await readFile(file, "utf8").catch(() => ""));
  const known = new Set<unknown>(Array.isArray(kept) ? kept : []);
  let written: Promise<unknown> = Promise.resolve();
  return {
    has: (load) => known.has(load),
    note(load, hasLoaded) {
      if (hasLoaded) known.add(load);
      else known.delete(load);
    },
    async keep(loads) {
      const write = () => writeOutput(file, JSON.stringify(loads.filter((load) => known.has(load))));
      written = written.then(write).catch(() => undefined);
      await written;
    },
    async [Symbol.asyncDispose]() {
      await written;
    },
  };
}
