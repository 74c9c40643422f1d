import { spawn } from "node:child_process";
import { once } from "node:events";

const ARGUMENTS = ["install", "--no-audit", "--no-fund", "--loglevel=error"];

/** Runs npm in a folder, with what it says on standard error. Resolves with its success. */
export async function installPackages(folder: string, signal: AbortSignal): Promise<boolean> {
  process.stderr.write("Installing packages …\n");
  const onWindows = process.platform === "win32";
  // On Windows npm is a batch file, which only a shell runs. The arguments are fixed words.
  const npm = spawn(onWindows ? "npm.cmd" : "npm", ARGUMENTS, {
    cwd: folder,
    shell: onWindows,
    stdio: ["ignore", process.stderr, process.stderr],
  });
  const stop = () => void npm.kill();
  signal.addEventListener("abort", stop);
  // What it still writes would come back after the folder was removed: so it is waited for.
  const [code] = await once(npm, "close").catch(() => [1]);
  signal.removeEventListener("abort", stop);
  return code === 0;
}
