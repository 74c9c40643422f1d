import { execFileSync } from "node:child_process";

/** The version of the python3 that is first on the path, if there is one. */
function installedVersion(): string | undefined {
  try {
    const code = "import sys; print('%d.%d' % sys.version_info[:2])";
    return execFileSync("python3", ["-c", code], { encoding: "utf8" }).trim();
  } catch {
    return undefined;
  }
}

export const version = installedVersion();
export const Runtime = `python${version}`;
