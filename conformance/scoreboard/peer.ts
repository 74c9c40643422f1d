import { execFile } from "node:child_process";
import { cp, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** A peer, installed in a folder of its own from its lock file. */
export interface Peer {
  readonly folder: string;
}

export async function installPeer(name: string): Promise<Peer> {
  const folder = await mkdtemp(join(tmpdir(), `scoreboard-${name}-`));
  await cp(join(import.meta.dirname, "peers", name), folder, { recursive: true });
  process.stderr.write(`Installing ${name} …\n`);
  await promisify(execFile)("npm", ["ci", "--no-audit", "--no-fund"], { cwd: folder });
  return { folder };
}
