import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createJournal, type Journal } from "../../../../src/kernel/journal.ts";
import { findStoreBinary, STORE_VERSION } from "../../../../src/services/dynamodb/store/binary.ts";

const PACKAGE = "@dynoxide/plan9-mips";

let cacheDir: string;
let journal: Journal;

beforeEach(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), "portcullis-binary-"));
  journal = createJournal(() => 0);
});

afterEach(() => rm(cacheDir, { recursive: true }));

/** An npm that does what `script` says; `$2` is the package, `$4` the folder. */
async function npmThat(script: string): Promise<string> {
  const npm = join(cacheDir, "npm");
  await writeFile(npm, `#!/bin/sh\n${script}\n`);
  await chmod(npm, 0o755);
  return npm;
}

const find = (npm: string) => findStoreBinary({ cacheDir, journal, packageName: PACKAGE, npm });

describe("findStoreBinary on a platform whose package is not installed", () => {
  it("has npm fetch it into the cache, once, and says so", async () => {
    const npm = await npmThat(`mkdir -p "$4/node_modules/${PACKAGE}" && : > "$4/node_modules/${PACKAGE}/dynoxide"`);
    const expected = join(cacheDir, `dynoxide-${STORE_VERSION}`, "node_modules", PACKAGE, "dynoxide");
    expect(await find(npm)).toBe(expected);
    expect(await find("/nonexistent/npm")).toBe(expected);
    expect(journal.entries({ service: "dynamodb", type: "download" })).toMatchObject([
      { data: { package: `${PACKAGE}@${STORE_VERSION}` } },
    ]);
  });

  it.each([
    ["npm fails", "echo 404 Not Found >&2; exit 1", "404 Not Found"],
    ["the package holds no program", "exit 0", "holds no dynoxide"],
  ])("tells the user what to do when %s", async (_why, script, message) => {
    await expect(find(await npmThat(script))).rejects.toMatchObject({
      name: "UserError",
      message: expect.stringContaining(message),
      hint: expect.stringContaining("--dynamodb"),
    });
  });
});
