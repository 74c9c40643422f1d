import { homedir, platform } from "node:os";
import { join } from "node:path";

/** The places that platforms have for caches, below a user's home. */
const CACHES: Readonly<Record<string, readonly string[]>> = {
  darwin: ["Library", "Caches", "portcullis"],
  win32: ["AppData", "Local", "portcullis", "Cache"],
};

/** The folder for what all projects of one user share, unless the environment names another. */
export const userCacheFolder = () => join(homedir(), ...(CACHES[platform()] ?? [".cache", "portcullis"]));
