import { join } from "node:path";
import { cli, type System, startSystem } from "../../support/system.ts";
import type { Project } from "./project.ts";

/** In megabytes: full within the first minutes, so that it does not pass for a leak. */
const JOURNAL_MB = 8;

const COLLECTOR = join(import.meta.dirname, "collector.cjs");

/** The signal on which the engine's own process collects its garbage. */
export const COLLECT = "SIGUSR2";

export function startEngine({ template, temporary }: Project, isolation: "worker" | "process"): Promise<System> {
  const options = ["--quiet", "--isolation", isolation, "--journal-memory", String(JOURNAL_MB)];
  const env = { ...process.env, TMPDIR: temporary };
  return startSystem(template, options, { command: cli, env, flags: ["--require", COLLECTOR], watch: true });
}
