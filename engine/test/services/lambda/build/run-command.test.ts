import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { systemRandom } from "../../../../src/kernel/random.ts";
import { createRunCommand } from "../../../../src/services/lambda/build/run-command.ts";
import { Sandboxes } from "../../../../src/services/lambda/environment/sandbox/sandboxes.ts";

describe("a command of the developer's machine", () => {
  it("fails with the end of what it printed", async () => {
    await using sandboxes = new Sandboxes(systemRandom);
    const run = createRunCommand(sandboxes)("sh", ["-c", "echo no good >&2; exit 3"], tmpdir());
    await expect(run).rejects.toThrow("sh -c ended with 3:\nno good");
  });

  it("is not started any more when the engine has ended: nobody would end it", async () => {
    const sandboxes = new Sandboxes(systemRandom);
    await sandboxes[Symbol.asyncDispose]();
    const run = createRunCommand(sandboxes)("sh", ["-c", "exit 0"], tmpdir());
    await expect(run).rejects.toThrow("sh is not run any more: the engine ends");
  });
});
