import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../support/packages.ts";
import { root, startSystem } from "../../support/system.ts";
import type { RunningChat } from "./chats.ts";

export interface Copy extends AsyncDisposable {
  readonly folder: string;
}

const INSTALL = ["--prefer-offline", "--no-audit", "--no-fund"];

/** Copies an example alone, and installs what its lock file says. */
export async function copyExample(name: string): Promise<Copy> {
  const folder = await mkdtemp(join(tmpdir(), `portcullis-${name}-`));
  const isSource = (path: string) => !/[\\/](node_modules|\.portcullis|cdk\.out|\.serverless)$/.test(path);
  await cp(join(root, "examples", name), folder, { recursive: true, filter: isSource });
  await run("npm", ["ci", ...INSTALL], folder);
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

interface CopiedChat {
  /** Scripts of the example that come before its start. */
  readonly scripts: readonly string[];
  /** The template that they make, where the engine does not find it by itself. */
  readonly template?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Copies an example of a chat, makes its template and starts it. */
export async function startCopiedChat(name: string, { scripts, template = "", env }: CopiedChat): Promise<RunningChat> {
  const copy = await copyExample(name);
  for (const script of scripts) await run("npm", ["run", script], copy.folder, env);
  const system = await startSystem(join(copy.folder, template), ["--iam", "enforce"]);
  return {
    system,
    async [Symbol.asyncDispose]() {
      await system[Symbol.asyncDispose]();
      await copy[Symbol.asyncDispose]();
    },
  };
}
