import type { Dirent } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

/** The size of all files below a folder, in bytes; stops to count above `limit`. `isLeftOut` is asked for each name. */
export async function folderSize(
  folder: string,
  limit = Number.POSITIVE_INFINITY,
  isLeftOut: (name: string) => boolean = () => false,
): Promise<number> {
  let bytes = 0;
  const folders = [folder];
  for (let at = folders.pop(); at !== undefined && bytes <= limit; at = folders.pop()) {
    const entries: Dirent[] = await readdir(at, { withFileTypes: true }).catch(() => []);
    for (const entry of entries.filter(({ name }) => !isLeftOut(name))) {
      const path = join(at, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else
        bytes += await lstat(path).then(
          ({ size }) => size,
          () => 0,
        );
    }
  }
  return bytes;
}
