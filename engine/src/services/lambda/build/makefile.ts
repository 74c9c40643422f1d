import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { replaceFolder } from "../../../kernel/machine/output.ts";
import type { RunCommand } from "./run-command.ts";

/** Folders that are never a source, and often large or around the copy itself. */
const NOT_COPIED: readonly string[] = [".git", ".aws-sam", ".portcullis"];

export interface MakeOptions {
  readonly root: string;
  readonly logicalId: string;
  readonly artifacts: string;
  readonly run: RunCommand;
}

/**
 * `BuildMethod: makefile`: runs target `build-{logicalId}` in a copy of the sources, as `sam build` does, to fill
 * `artifacts`. Rejects with the end of make's output.
 */
export async function buildWithMake({ root, logicalId, artifacts, run }: MakeOptions): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), "portcullis-make-"));
  try {
    await cp(root, scratch, { recursive: true, filter: (path) => !NOT_COPIED.includes(basename(path)) });
    // A function of a nested stack is `Child/Function` here; its template knows nothing of that.
    const target = `build-${basename(logicalId)}`;
    await replaceFolder(artifacts, async (draft) => {
      // A variable of make's command line is in its commands' environment too.
      await run("make", [target, `ARTIFACTS_DIR=${draft}`], scratch);
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
