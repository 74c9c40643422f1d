import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../support/packages.ts";
import { root } from "../../support/system.ts";

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
