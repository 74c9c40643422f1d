import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCommand } from "../support/command.ts";
import { cli, root, type System, startSystem } from "../support/system.ts";

/** Each look invokes the function once more, which takes a moment on a machine that is busy. */
const PATIENCE = { timeout: 30_000 };

let system: System;
beforeAll(async () => {
  system = await startSystem(join(root, "e2e/fixtures/events/template.yaml"));
});
afterAll(() => system[Symbol.asyncDispose]());

const run = (command: string, ...args: string[]) => runCommand([command, ...args, "--endpoint", system.endpoint]);
const invoke = (name: string, event: object) => run("invoke", name, "--payload", JSON.stringify(event));

describe("portcullis logs", () => {
  it("prints what a function said: when, who, which invocation, which level", async () => {
    await invoke("Faulty", { id: "7" });
    const { code, stdout } = await run("logs", "Faulty");
    expect(code).toBe(0);
    expect(stdout.trim().split("\n")).toEqual([
      expect.stringMatching(/^\d\d:\d\d:\d\d\.\d{3} Faulty START RequestId: /),
      expect.stringMatching(/^\d\d:\d\d:\d\d\.\d{3} Faulty [0-9a-f]{8} WARN about to fail$/),
      expect.stringMatching(/ Faulty END RequestId: /),
      expect.stringMatching(/ Faulty REPORT RequestId: .*Duration: /),
    ]);
  });

  it("tells functions of one log group apart, and prints those of all", async () => {
    await invoke("Logged", { id: "shared" });
    await invoke("Echo", { id: "own" });
    expect((await run("logs", "Logged", "--filter", "EVENT")).stdout).toMatch(
      /^\S+ Logged [0-9a-f]{8} INFO EVENT .*shared.*\n$/,
    );
    const { stdout } = await run("logs", "--filter", "EVENT");
    expect(stdout).toMatch(/ Logged .*shared/);
    expect(stdout).toMatch(/ Echo .*own/);
  });

  it("filters by a text as it stands, or by a condition on JSON", async () => {
    await invoke("Logged", { text: 'a "quoted" -word' });
    const byText = await run("logs", "Logged", "--filter", '-word\\"');
    expect(byText.stdout.trim().split("\n")).toHaveLength(1);
    const byLevel = await run("logs", "Logged", "--filter", '{ $.level = "INFO" }');
    expect(byLevel.stdout).not.toContain("platform.");
    expect(byLevel.stdout).toContain("EVENT");
  });

  it("says when there is nothing", async () => {
    const { code, stdout, stderr } = await run("logs", "--filter", "never said", "--since", "1h");
    expect([code, stdout, stderr]).toEqual([0, "", "Nothing to show since 1h.\n"]);
  });

  it.each([
    ["a time that is none", ["--since", "yesterday"], /--since takes a time such as 30s, 5m/],
    ["a function that is not there", ["Ecko"], /There is no function Ecko\. Did you mean Echo\?/],
    ["a pattern that is none", ["--filter", "{ level }"], /Invalid filter pattern: "level" selects nothing/],
  ])("refuses %s", async (_what, args, message) => {
    const { code, stderr } = await run("logs", ...args);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
  });

  it("follows what comes, each line once", async () => {
    const args = [
      cli,
      "logs",
      "Echo",
      "--follow",
      "--since",
      "0s",
      "--filter",
      "followed",
      "--endpoint",
      system.endpoint,
    ];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    let stdout = "";
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    await expect
      .poll(async () => {
        await invoke("Echo", { id: "followed" });
        return stdout.match(/followed/g)?.length ?? 0;
      }, PATIENCE)
      .toBeGreaterThan(1);
    const ids = stdout
      .trim()
      .split("\n")
      .map((line) => line.split(" ")[2]);
    expect(new Set(ids).size).toBe(ids.length);
    child.kill("SIGINT");
    await once(child, "exit");
  });
});
