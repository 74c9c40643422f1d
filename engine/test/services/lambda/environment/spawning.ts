/**
 * A handler in Node.js that starts what outlives it, in many ways: each leaves a process with the mark in its command
 * line. `bash` is there for `exec -a`.
 */
export const SPAWNING = `
  import childProcess, { exec, execFile, execFileSync, execSync, fork, spawn, spawnSync } from "node:child_process";
  import { writeFileSync } from "node:fs";
  import { Worker } from "node:worker_threads";

  const sleeper = (mark) => "exec -a " + mark + " sleep 3600";
  const bash = (text) => ["bash", ["-c", text]];
  const stdio = "ignore";
  const children = {
    spawn: (mark) => spawn(...bash(sleeper(mark)), { stdio }),
    detached: (mark) => spawn(...bash(sleeper(mark)), { stdio, detached: true }).unref(),
    exec: (mark) => exec("bash -c '" + sleeper(mark) + "'; true", () => {}),
    execFile: (mark) => execFile(...bash(sleeper(mark)), () => {}),
    fork: (mark) => {
      writeFileSync(mark + ".cjs", "setInterval(() => {}, 1000)");
      fork(mark + ".cjs");
    },
    pipeline: (mark) => spawn(...bash("(" + sleeper(mark) + ") | (" + sleeper(mark) + "-2) | cat"), { stdio }),
    background: (mark) => spawnSync(...bash("(" + sleeper(mark) + ") >/dev/null 2>&1 &")),
    doubleFork: (mark) => execSync("setsid bash -c '(" + sleeper(mark) + ") & ' >/dev/null 2>&1 </dev/null &"),
    cleared: (mark) => spawn(...bash("setsid --wait env -i bash -c '" + sleeper(mark) + "'; true"), { stdio, env: {} }),
    strayCleared: (mark) => spawn("setsid", bash("(" + sleeper(mark) + ") &").flat(), { stdio, env: {} }),
    deletedVariables: (mark) => {
      for (const name of Object.keys(process.env)) if (name !== "PATH") delete process.env[name];
      spawn("setsid", bash("(" + sleeper(mark) + ") &").flat(), { stdio });
    },
    byDefaultImport: (mark) => childProcess.spawn(...bash(sleeper(mark)), { stdio }),
    thread: (mark) => {
      const start = "require('node:child_process').spawn('bash', ['-c', '" + sleeper(mark) + "']);";
      new Worker(start + "setInterval(() => {}, 1000)", { eval: true });
    },
    execSync: (mark) => execSync("bash -c '" + sleeper(mark) + "'; true"),
    execFileSync: (mark) => execFileSync(...bash(sleeper(mark))),
    spawnSync: (mark) => spawnSync(...bash(sleeper(mark) + " | cat"), { env: { PATH: process.env.PATH } }),
  };
  const attempt = (task) => { try { return task(); } catch (error) { return [error.code ?? error.status]; } };
  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const out = { encoding: "utf8", shell: "/bin/bash" };
  const afterwards = {
    seen: () => [
      execSync("pwd", out),
      execFileSync("pwd", { cwd: "below", encoding: "utf8" }),
      execSync("echo $OWN", out),
      execSync("echo $OWN", { ...out, env: { OWN: "given" } }),
      spawnSync("sh", ["-c", "cat; exit 3"], { input: "in", encoding: "utf8" }),
      attempt(() => execFileSync("no-such-program")),
      attempt(() => spawnSync("true", "no arguments")),
      attempt(() => execSync("exit 4", { stdio: "pipe" })),
    ].map((each) => (each.stdout === undefined ? each : [each.stdout, each.status, each.signal])),
    answer: () => "started",
    hang: () => sleep(3_600_000),
    loop: () => { for (;;); },
    exit: () => process.exit(3),
    crash: () => { setTimeout(() => { throw new Error("nobody caught me"); }); return sleep(60_000); },
  };
  export const handler = async ({ child, mark, after }) => {
    children[child]?.(mark);
    return afterwards[after]();
  };
`;

/** Leave a process each, without being waited for. */
export const ASYNCHRONOUS: readonly string[] = [
  "spawn",
  "detached",
  "exec",
  "execFile",
  "fork",
  "pipeline",
  "background",
  "doubleFork",
  "cleared",
  "strayCleared",
  "byDefaultImport",
  "thread",
  // Last: it spoils the environment.
  "deletedVariables",
];

/** Wait for the process that they have started. */
export const SYNCHRONOUS: readonly string[] = ["execSync", "execFileSync", "spawnSync"];
