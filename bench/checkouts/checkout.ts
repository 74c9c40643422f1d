import { execFile, execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { cp, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "../../e2e/support/system.ts";
import { stack } from "../contenders/bundle.ts";
import { preparePortcullis } from "../contenders/portcullis.ts";
import { atSignal } from "../ended.ts";
import { say } from "../sections/section.ts";

/** Another commit of this repository, built in a folder that is gone afterwards. */
export interface Checkout extends AsyncDisposable {
  readonly folder: string;
  readonly command: string;
  /** Its short hash and the subject of its message. */
  readonly title: string;
}

const run = promisify(execFile);
const git = async (...args: readonly string[]) => (await run("git", [...args], { cwd: root })).stdout.trim();

export async function createCheckout(commit: string): Promise<Checkout> {
  const hash = await git("rev-parse", "--verify", `${commit}^{commit}`).catch(() => {
    throw new Error(`There is no commit ${commit} here.`);
  });
  const folder = await mkdtemp(join(tmpdir(), "portcullis-checkout-"));
  const remove = () => {
    rmSync(folder, { recursive: true, force: true });
    execFileSync("git", ["worktree", "prune"], { cwd: root });
  };
  const signalled = atSignal(remove);
  say(`Building ${commit} …`);
  await git("worktree", "add", "--force", "--detach", folder, hash);
  await run("npm", ["ci", "--no-audit", "--no-fund", "--prefer-offline"], { cwd: folder, maxBuffer: 64e6 });
  // For commits from before it was there.
  await cp(stack, join(folder, "bench/stack"), { recursive: true, filter: (path) => !path.includes(".portcullis") });
  return {
    folder,
    command: join(folder, "engine/bin/portcullis.mjs"),
    title: await git("log", "-1", "--format=%h, %s", hash),
    async [Symbol.asyncDispose]() {
      signalled[Symbol.dispose]();
      remove();
    },
  };
}

/** The engine of a checkout, with the stack of today. */
export const prepareCheckout = ({ folder, command }: Checkout, flags: readonly string[] = []) =>
  preparePortcullis({ isolation: "worker", command, folder: join(folder, "bench/stack"), flags });
