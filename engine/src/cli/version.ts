import { readFileSync } from "node:fs";

/** The version of the package, which lies one folder above the bundle and two above the source. */
export const version: string = readVersion(["../package.json", "../../package.json"]);

function readVersion([candidate, ...others]: readonly string[]): string {
  if (!candidate) return "0.0.0";
  try {
    return JSON.parse(readFileSync(new URL(candidate, import.meta.url), "utf8")).version;
  } catch {
    return readVersion(others);
  }
}
