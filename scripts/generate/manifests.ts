import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { importableOf, PACKAGES, type Package, root } from "../packages/table.mjs";

/** Writes what can be imported of each package into its package.json. */
export async function generateManifests(): Promise<void> {
  for (const of of PACKAGES) {
    const file = join(root, of.folder, "package.json");
    await writeFile(file, manifestWith(await readFile(file, "utf8"), of));
  }
}

/** A package.json whose `main`, `types`, `typesVersions` and `exports` are those of the table. */
export function manifestWith(text: string, of: Package): string {
  const manifest: Record<string, unknown> = JSON.parse(text);
  const importable: Record<string, unknown> = importableOf(of);
  const stale = ["main", "types", "typesVersions"].filter((name) => !Object.hasOwn(importable, name));
  const kept = Object.entries(manifest).filter(([name]) => !stale.includes(name));
  const fields = kept.flatMap(([name, value]) =>
    name === "exports" ? Object.entries(importable) : Object.hasOwn(importable, name) ? [] : [[name, value] as const],
  );
  return `${JSON.stringify(Object.fromEntries(fields), null, 2)}\n`;
}
