import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { systemRandom } from "../../../../src/kernel/random.ts";
import { Sandboxes } from "../../../../src/services/lambda/environment/sandbox/sandboxes.ts";
import { look } from "../../../../src/services/lambda/runtimes/runtime/watchdog/look.mjs";
import { readPs } from "../../../../src/services/lambda/runtimes/runtime/watchdog/table.mjs";
import { descendants, hasProc } from "./survivors.ts";

let child: ChildProcess | undefined;

afterEach(() => void child?.kill("SIGKILL"));

function startSleeper(env = process.env): number {
  child = spawn("sleep", ["3600"], { detached: true, stdio: "ignore", env });
  return child.pid ?? 0;
}

const isWatchdog = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, "latin1").includes("watchdog/main.mjs");
const watchdogs = () => descendants(process.pid).filter(isWatchdog);

describe.skipIf(!hasProc)("sandboxes", () => {
  it("have no watchdog before something runs in one, and none after their end", async () => {
    const before = watchdogs();
    const sandboxes = new Sandboxes(systemRandom);
    const sandbox = sandboxes.create();
    await sandbox.end();
    expect(watchdogs()).toEqual(before);
    sandbox.open();
    expect(watchdogs()).toHaveLength(before.length + 1);
    await sandboxes[Symbol.asyncDispose]();
    expect(watchdogs()).toEqual(before);
  });

  it("get another watchdog in place of one that was killed, which knows what runs", async () => {
    const before = watchdogs();
    await using sandboxes = new Sandboxes(systemRandom);
    const sandbox = sandboxes.create();
    sandbox.open();
    sandbox.adopt(startSleeper());
    const own = () => watchdogs().filter((pid) => !before.includes(pid));
    const [first = 0] = own();
    process.kill(first, "SIGKILL");
    await expect.poll(() => own().filter((pid) => pid !== first)).toHaveLength(1);
    const exited = once(child as ChildProcess, "exit");
    await sandbox.end();
    expect(await exited).toEqual([null, "SIGKILL"]);
  });

  it("kill what has their id in its environment, although nobody has told them of it", async () => {
    await using sandboxes = new Sandboxes(systemRandom);
    const sandbox = sandboxes.create();
    sandbox.open();
    startSleeper(sandbox.variables);
    const exited = once(child as ChildProcess, "exit");
    await sandbox.end();
    expect(await exited).toEqual([null, "SIGKILL"]);
  });

  it("kill what is adopted after their end, and let go of what is released", async () => {
    await using sandboxes = new Sandboxes(systemRandom);
    const late = sandboxes.create();
    await late.close();
    late.adopt(startSleeper());
    expect(await once(child as ChildProcess, "exit")).toEqual([null, "SIGKILL"]);
    const released = sandboxes.create();
    released.open();
    released.adopt(startSleeper());
    released.release();
    await sandboxes[Symbol.asyncDispose]();
    expect(child?.exitCode).toBeNull();
    expect(process.kill(child?.pid ?? 0, 0)).toBe(true);
  });
});

describe("a look at the table of processes", () => {
  const row = (pid: number, parent: number, group = pid, session = group) => ({
    ...{ pid, parent, group, session },
    isYoung: false,
  });

  it("finds a group, a session, and all that these have started", () => {
    const table = [row(9_000_001, 1), row(9_000_002, 1, 9_000_001), row(9_000_003, 1, 7, 9_000_001)];
    const offspring = [row(9_000_005, 9_000_004), row(9_000_004, 9_000_002)];
    const others = [row(9_000_006, 1), row(process.pid, 1, 9_000_001), row(process.ppid, 1, 9_000_001)];
    const { members } = look({ ids: [], groups: [9_000_001] }, [...table, ...offspring, ...others]);
    expect([...members].sort()).toEqual([9_000_001, 9_000_002, 9_000_003, 9_000_004, 9_000_005]);
  });

  const hasPs = (() => {
    try {
      return execFileSync("ps").length > 0;
    } catch {
      return false;
    }
  })();

  it.skipIf(!hasPs)("reads what ps says where there is no /proc", () => {
    const pid = startSleeper();
    const rows = readPs().filter((process_) => process_.pid === pid);
    expect(rows).toEqual([row(pid, process.pid)]);
  });
});
