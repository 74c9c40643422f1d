import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { manifestOf, PACKAGES } from "../scripts/packages/table.mjs";
import type { Group, Page } from "./pages.ts";

/** Folder, from the root, with the pages that TypeDoc makes of the doc comments. */
const OUT = "site/.api";

/** Entries with nothing of their own: they add a runner's globals to another. */
const SAME: ReadonlySet<string> = new Set(["portcullis/vitest", "portcullis/jest"]);

const entries = PACKAGES.flatMap(({ folder, entries }) =>
  entries.map(({ path, source }) => ({
    name: join(manifestOf(folder).name, path),
    source: join(folder, source),
  })),
).filter(({ name }) => !SAME.has(name));

/** Makes the pages of all that programs may import, and says where they are. */
export function documentApi(root: string): Group {
  const sources = entries.flatMap(({ source }) => ["--entryPoints", join(root, source)]);
  execFileSync("npx", ["typedoc", "--out", join(root, OUT), "--logLevel", "Warn", ...sources], {
    cwd: join(root, "site"),
    stdio: ["ignore", "inherit", "inherit"],
  });
  const files = readdirSync(join(root, OUT), { recursive: true }).map(String);
  const made = files.filter((file) => file.endsWith(".md") && file !== "README.md");
  return { title: "Programming interfaces", pages: made.map((file) => pageOf(root, file)).sort(byTitle) };
}

const byTitle = (one: Page, other: Page): number => one.title.localeCompare(other.title, "en");

/** Gives a page the name by which a program imports what is on it. TypeDoc names it by its folder. */
function pageOf(root: string, file: string): Page {
  const path = join(root, OUT, file);
  const text = readFileSync(path, "utf8");
  const [, folder = ""] = /^# (\S+)$/m.exec(text) ?? [];
  const entry = entries.find(({ source }) => source.replace(/(\/index)?\.ts$/, "") === folder);
  const title = entry?.name ?? folder;
  const from = entry ? `\nWhat \`import … from "${title}"\` gives, from its own comments.\n` : "";
  writeFileSync(path, text.replace(/^# \S+$/m, `# ${title}\n${from}`));
  return { title, file: `${OUT}/${file}` };
}
