// Makes the site of the documents, or serves it while they are written: `npm run docs -- --help`.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../test/source-files.ts";
import { documentApi } from "./api.ts";
import { SECTIONS, type Section } from "./pages.ts";
import { follow, STAGE, stage } from "./stage.ts";

const HELP = `Usage: npm run docs [-- OPTIONS]

Makes the site in site/dist: files that any web server serves, with a search that needs no server. The first time it
installs what it is made with, from a lock file of its own.

Options:
  --dev        Serve it on 127.0.0.1 while documents are edited, instead
  --open       The same, and open it in a browser
  --port PORT  The port of these (default: 5173)
  --base PATH  The path below which it will be served, for example /portcullis/ (default: /)
  --help       Show this text
`;

const OPTIONS = {
  dev: { type: "boolean" },
  open: { type: "boolean" },
  port: { type: "string" },
  base: { type: "string" },
  help: { type: "boolean" },
} as const;

const FOLDER = join(root, "site");

/** Installs VitePress and TypeDoc unless the lock file is as it was when that was done last. */
function install(): void {
  const [lock, done] = [join(FOLDER, "package-lock.json"), join(FOLDER, "node_modules/.installed")];
  if (existsSync(done) && statSync(done).mtimeMs >= statSync(lock).mtimeMs) return;
  process.stderr.write("Installing what the site is made with (once)\n");
  execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: FOLDER, stdio: ["ignore", "ignore", "inherit"] });
  writeFileSync(done, "");
}

/** All sections, with the pages that TypeDoc makes in the reference. */
function sections(): readonly Section[] {
  const api = documentApi(root);
  return SECTIONS.map((section) =>
    section.title === "Reference" ? { ...section, groups: [...section.groups, api] } : section,
  );
}

async function vitepress(command: string, ...args: string[]): Promise<void> {
  const bin = join(FOLDER, "node_modules/vitepress/bin/vitepress.js");
  const child = spawn(process.execPath, [bin, command, FOLDER, ...args], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => child.kill());
  const [status] = await once(child, "close");
  process.exitCode = status === null ? 1 : Number(status);
}

async function run(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) return void process.stdout.write(HELP);
  install();
  rmSync(join(root, STAGE), { recursive: true, force: true });
  const all = sections();
  await stage(root, all);
  const place = values.base === undefined ? [] : ["--base", values.base];
  if (!values.dev && !values.open) return vitepress("build", ...place);
  follow(root, all);
  const open = values.open ? ["--open"] : [];
  await vitepress("dev", "--host", "127.0.0.1", "--port", values.port ?? "5173", ...place, ...open);
  process.exit();
}

await run();
