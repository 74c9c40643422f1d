import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packAll, run } from "../support/packages.ts";

/** Somebody with an empty folder, a home of their own, npm, and the packed packages. */
export interface Newcomer extends AsyncDisposable {
  readonly archives: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  at(...parts: readonly string[]): string;
  /** Runs a program in a folder of theirs. */
  run(folder: string, command: string, ...args: readonly string[]): Promise<string>;
  /** The file of the engine's command that a project has installed. */
  commandOf(project: string): string;
}

export async function arrive(): Promise<Newcomer> {
  const folder = await mkdtemp(join(tmpdir(), "portcullis-newcomer-"));
  const at = (...parts: readonly string[]) => join(folder, ...parts);
  await Promise.all(["packed", "home", "temporary", "work"].map((name) => mkdir(at(name))));
  const { PATH, npm_config_registry: registry } = process.env;
  const env = {
    PATH,
    HOME: at("home"),
    TMPDIR: at("temporary"),
    // npm's own, which are not what the engine leaves.
    npm_config_cache: at("npm"),
    npm_config_audit: "false",
    npm_config_fund: "false",
    npm_config_update_notifier: "false",
    ...(registry && { npm_config_registry: registry }),
  };
  return {
    archives: await packAll(at("packed")),
    env,
    at,
    run: (cwd, command, ...args) => run(command, args, at(cwd), env),
    commandOf: (project) => at(project, "node_modules/portcullis/bin/portcullis.mjs"),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
