import { type ChildProcess, execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { functionResource } from "../harness.ts";
import type { Orders } from "./engine-owner.ts";
import { SPAWNING } from "./spawning.ts";
import { clearMarks, descendants, hasProc, marked, newMark, running } from "./survivors.ts";

const PYTHON = `
import os, subprocess

def handler(event, context):
    sleeper = f"exec -a {event['mark']} sleep 3600"
    subprocess.Popen(["bash", "-c", sleeper], start_new_session=event["child"] == "detached")
    while True:
        pass
`;

const BOOTSTRAP = `#!/bin/bash
setsid bash -c "(exec -a $MARK sleep 3600) &"
while true; do :; done
`;

const MAKEFILE = `
build-Made:
\tbash -c "exec -a $(MARK) sleep 3600"
`;

let engine: ChildProcess;
let baseDir: string;

/** Starts an engine in a process of its own. */
async function start(orders: Orders): Promise<void> {
  engine = fork(join(import.meta.dirname, "engine-owner.ts"), {
    execArgv: ["--import", "tsx"],
    stdio: "ignore" as const,
  });
  engine.send(orders as unknown as object);
  [baseDir] = (await once(engine, "message")) as [string];
}

afterEach(async () => {
  engine.kill("SIGKILL");
  await rm(baseDir, { recursive: true, force: true });
});
afterAll(clearMarks);

const hasPython = (() => {
  try {
    return execFileSync("python3", ["-c", "print(1)"]).length > 0;
  } catch {
    return false;
  }
})();

/** Functions by name; each has a mark in its variables and in what it starts. */
function orders(isolation: "worker" | "process", marks: ReadonlyMap<string, string>): Orders {
  const resources = [...marks].map(([name, mark]) => {
    const Environment = { Variables: { MARK: mark } };
    const [kind] = name.split("-");
    const properties = { FunctionName: name, Timeout: 900, Environment };
    if (kind === "python") return functionResource({ ...properties, Runtime: "python3.12", Handler: "main.handler" });
    if (kind === "custom") return functionResource({ ...properties, Runtime: "provided.al2023" });
    return functionResource(properties);
  });
  const names = [...marks.keys()];
  return {
    resources: Object.fromEntries(names.map((name, index) => [name, resources[index] ?? functionResource()])),
    settings: { isolation },
    files: { "index.mjs": SPAWNING, "main.py": PYTHON, bootstrap: BOOTSTRAP },
    invocations: Object.fromEntries(
      [...marks].map(([name, mark]) => {
        const [, child, after] = name.split("-");
        return [name, { child, mark, after }];
      }),
    ),
  };
}

const FUNCTIONS: Readonly<Record<"worker" | "process", readonly string[]>> = {
  worker: ["node-spawn-hang", "node-detached-loop", "node-doubleFork-loop", "node-execSync-answer", "node-thread-hang"],
  process: ["node-none-loop", "node-detached-loop", "node-doubleFork-hang", "node-spawnSync-answer"],
};

describe.skipIf(!hasProc)("an engine that is killed", () => {
  it.each(["worker", "process"] as const)("leaves nothing of its functions in a %s", async (isolation) => {
    const names = [
      ...FUNCTIONS[isolation],
      ...(isolation === "process"
        ? ["custom-setsid-loop", ...(hasPython ? ["python-detached-loop", "python-spawn-loop"] : [])]
        : []),
    ];
    const marks = new Map(names.map((name) => [name, newMark()]));
    const alive = () => names.filter((name) => marked(marks.get(name) ?? "").length > 0);
    await start(orders(isolation, marks));
    await expect.poll(alive).toEqual(names);
    const started = descendants(engine.pid ?? 0);
    engine.kill("SIGKILL");
    await expect.poll(alive).toEqual([]);
    await expect.poll(() => running(started)).toEqual([]);
  });

  it.each(["SIGKILL", "SIGTERM", "SIGINT"] as const)("by %s while it starts leaves no build behind", async (signal) => {
    const mark = newMark();
    const resource = functionResource({ FunctionName: "made" }, { BuildMethod: "makefile" });
    const Makefile = MAKEFILE.replace("$(MARK)", mark);
    await start({ resources: { Made: resource }, files: { Makefile }, invocations: {} });
    await expect.poll(() => marked(mark)).not.toEqual([]);
    engine.kill(signal);
    await expect.poll(() => marked(mark)).toEqual([]);
  });
});
