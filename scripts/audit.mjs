// Asks the registry which locked versions have known holes. Exit code 1: there are some. 2: it could not be asked.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Folders with a lock file of their own. What examples lock is told and stops nothing: their tools are for others to mend. */
const LOCKED = [
  { folder: ".", stops: true },
  { folder: "site", stops: true },
  ...readdirSync(join(root, "examples"))
    .map((name) => ({ folder: `examples/${name}`, stops: false }))
    .filter(({ folder }) => existsSync(join(root, folder, "package-lock.json"))),
];

const codes = LOCKED.map(exitCodeOf);
// A hole that is known weighs more than a registry that could not be asked.
process.exitCode = codes.includes(1) ? 1 : Math.max(...codes);

/** @param {{ readonly folder: string, readonly stops: boolean }} of */
function exitCodeOf({ folder, stops }) {
  const { stdout, stderr } = spawnSync(
    "npm",
    ["audit", "--json", "--audit-level=high", "--package-lock-only", ...process.argv.slice(2)],
    { cwd: join(root, folder), encoding: "utf8", shell: process.platform === "win32" },
  );
  const where = folder === "." ? "" : `${folder}: `;
  const report = parse(stdout);
  if (report?.metadata?.vulnerabilities === undefined) {
    const why = report?.message ?? report?.error?.summary ?? stderr.trim();
    console.error(`${where}Not audited, since the registry gave no report: ${why}`);
    return stops ? 2 : 0;
  }
  const found = Object.values(report.vulnerabilities ?? {});
  for (const { name, severity, range, isDirect } of found)
    console.log(`${where}${severity}: ${name} ${range}${isDirect ? ", a direct dependency" : ""}`);
  const { critical, high, total } = report.metadata.vulnerabilities;
  console.log(
    `${where}${total} package${total === 1 ? "" : "s"} with known vulnerabilities, ${critical + high} of them high or critical`,
  );
  return stops && critical + high > 0 ? 1 : 0;
}

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
