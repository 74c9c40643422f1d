import { mkdtemp, rmdir, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * The time that a file would get that is written now: the only one that files' times compare with, since the system
 * gives them a coarser clock than programs.
 */
export async function fileTimeMs(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "portcullis-time-"));
  try {
    return (await stat(folder)).ctimeMs;
  } finally {
    await rmdir(folder);
  }
}
