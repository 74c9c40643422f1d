// An engine that is about to be killed. Told what to run, it invokes every function once and waits for none.
import { chmod, mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { developer, type HarnessOptions, startLambda } from "../harness.ts";

export interface Orders extends Pick<HarnessOptions, "resources" | "settings"> {
  readonly files: Readonly<Record<string, string>>;
  /** Events by function name. */
  readonly invocations: Readonly<Record<string, unknown>>;
}

async function obey({ files, resources, settings, invocations }: Orders): Promise<void> {
  const baseDir = await mkdtemp(join(tmpdir(), "owner-"));
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(baseDir, file)), { recursive: true });
    await writeFile(join(baseDir, file), text);
    await chmod(join(baseDir, file), 0o755);
  }
  process.send?.(baseDir);
  const lambda = await startLambda({ baseDir, resources, ...(settings && { settings }) });
  for (const [name, event] of Object.entries(invocations)) void lambda.invokeFrom(name, developer, event);
}

process.once("message", (orders) => void obey(orders as Orders));
