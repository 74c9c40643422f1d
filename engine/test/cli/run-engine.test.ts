import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { runEngine } from "../../src/cli/run-engine.ts";
import { type Engine, readStack, startEngine } from "../../src/engine.ts";
import { assertRunnable } from "../../src/template/assert-runnable.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "portcullis-restart-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (text: string) => writeFileSync(join(folder, "template.yaml"), text);

async function run() {
  put("Resources: { One: { Type: AWS::SNS::Topic } }\n");
  const started: Engine[] = [];
  const input = new PassThrough();
  const [onMistake, onRestart, onFailure] = [vi.fn(), vi.fn(), vi.fn()];
  const running = await runEngine({
    async start(port = 0) {
      const engine = await startEngine({ template: folder, port });
      started.push(engine);
      return engine;
    },
    check: async () => assertRunnable(await readStack({ template: folder })),
    onMistake,
    onRestart,
    onFailure,
    input,
  });
  return { running, started, input, onMistake, onRestart, onFailure };
}

describe("r and Enter", () => {
  it("runs the template as it is now on the same port, and stops what ran", async () => {
    const { running, started, input, onRestart } = await run();
    put("Resources: { Two: { Type: AWS::SNS::Topic } }\n");
    input.write("r\n");
    await vi.waitFor(() => expect(started).toHaveLength(2), { timeout: 15_000 });
    const [before, after] = started;
    expect(after?.endpoint).toBe(before?.endpoint);
    expect([...(after?.stack.resources.keys() ?? [])]).toEqual(["Two"]);
    expect(onRestart).toHaveBeenCalledOnce();
    await running.stop();
    await expect(fetch(`${after?.endpoint}/_portcullis/health`)).rejects.toThrow();
  });

  it("keeps what runs when the template has a mistake, and tells it", async () => {
    const { running, started, input, onMistake, onRestart } = await run();
    put("Resources: { Two: { Type: AWS::SNS::Topic, Properties: { DisplayName: !Reff X } } }\n");
    input.write("r\n");
    await vi.waitFor(() => expect(onMistake).toHaveBeenCalledOnce(), { timeout: 15_000 });
    expect(onMistake.mock.calls[0]?.[0]).toMatchObject({ message: expect.stringContaining("no tag !Reff") });
    expect(onRestart).not.toHaveBeenCalled();
    expect((await fetch(`${started[0]?.endpoint}/_portcullis/health`)).status).toBe(200);
    await running.stop();
  });

  it("is told when the new engine does not start", async () => {
    const { running, started, input, onFailure } = await run();
    const [engine] = started;
    input.write("something else\n");
    if (engine) engine.stop = async () => Promise.reject(new Error("stuck"));
    input.write("r\n");
    await vi.waitFor(() => expect(onFailure).toHaveBeenCalledWith(new Error("stuck")), { timeout: 15_000 });
    await running.stop().catch(() => undefined);
    await engine?.[Symbol.asyncDispose]();
  });
});
