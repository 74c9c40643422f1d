import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atSignal } from "../ended.ts";
import { readyLineOf, run } from "../peers/run.ts";
import { bundle, functionSources } from "./bundle.ts";
import { type Contender, ENVIRONMENT, type Server } from "./contender.ts";

const sources = join(import.meta.dirname, "../peers/bare");

/** Makes a server of ours that has no gateway: `bare` alone, or `isolated`, with a thread for each function. */
export async function prepareBare(file: "bare" | "isolated"): Promise<Contender> {
  const folder = await mkdtemp(join(tmpdir(), "portcullis-bench-"));
  await bundle([join(sources, `${file}.ts`), join(sources, "isolate.ts"), ...functionSources], folder);
  const signalled = atSignal(() => rmSync(folder, { recursive: true, force: true }));
  return {
    start: () => start(folder, file),
    async [Symbol.asyncDispose]() {
      signalled[Symbol.dispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function start(folder: string, file: string): Promise<Server> {
  let line: string | undefined;
  const { pid, stop } = await run(process.execPath, [join(folder, `${file}.mjs`)], {
    cwd: folder,
    env: ENVIRONMENT,
    isReady(output) {
      line = readyLineOf(output);
      return line !== undefined;
    },
  });
  return { ...(JSON.parse(line ?? "") as Pick<Server, "url" | "managementUrl">), pid, [Symbol.asyncDispose]: stop };
}
