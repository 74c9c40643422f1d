import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { developer, functionResource, type Harness, startLambda } from "../harness.ts";

const INDEX = `
  import { execFileSync, spawn } from "node:child_process";
  import { once } from "node:events";
  import { isMainThread, parentPort, Worker } from "node:worker_threads";
  import { kill, pid, ppid } from "node:process";
  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const targets = { self: pid, group: -pid, ownGroup: 0, engine: Number(process.env.ENGINE_PID), parent: ppid };
  const attempt = (task) => { try { return task(); } catch (error) { return error.code; } };
  const tasks = {
    kill: async ({ target, signal }) => {
      const result = attempt(() => kill(targets[target] ?? target, signal));
      await sleep(typeof signal === "number" && signal === 0 ? 0 : 2_000);
      return result;
    },
    attempt: ({ target, signal }) => attempt(() => process.kill(targets[target] ?? target, signal)),
    listener: async () => {
      const received = once(process, "SIGTERM");
      process.kill(process.pid);
      return Promise.race([received, sleep(2_000)]);
    },
    thread: async ({ signal }) => {
      const text = "process.kill(process.pid, " + JSON.stringify(signal) + "); require('node:worker_threads').parentPort.postMessage(process.pid)";
      const worker = new Worker(text, { eval: true });
      const [seen] = await once(worker, "message");
      await sleep(signal === 0 ? 0 : 2_000);
      return [seen === process.pid, isMainThread, parentPort];
    },
    abort: async () => { process.abort(); await sleep(2_000); },
    reallyExit: () => process.reallyExit(9),
    child: async () => {
      const child = spawn("sleep", ["600"], { detached: true });
      const probe = process.kill(child.pid, 0);
      process.kill(-child.pid, "SIGUSR1");
      return [probe, (await once(child, "exit"))[1]];
    },
    all: async () => {
      const child = spawn("sleep", ["600"]);
      process.kill(-1, "SIGTERM");
      return (await once(child, "exit"))[1];
    },
    grandchild: async () => {
      // It tells its id itself: while a process takes on a program, it shows no environment by which it could be known.
      const child = spawn("bash", ["-c", "bash -c 'echo $$; sleep 600; true' &"]);
      const [text] = await once(child.stdout, "data");
      return process.kill(Number(text), "SIGTERM");
    },
    parent: () => execFileSync("bash", ["-c", "kill -0 " + process.pid + " && echo there"], { encoding: "utf8" }).trim(),
    pids: () => [process.pid === pid, process.ppid],
    count: (event, counter) => ++counter.calls,
  };
  const counter = { calls: 0 };
  export const handler = async (event) => tasks[event.task](event, counter);
`;

const resources = {
  Main: functionResource({
    FunctionName: "main",
    Timeout: 30,
    Environment: { Variables: { ENGINE_PID: String(process.pid) } },
  }),
  Init: functionResource({ FunctionName: "init", Handler: "init.handler" }),
};

describe.each(["worker", "process"] as const)("a signal from a function in a %s", (isolation) => {
  let lambda: Harness;

  beforeAll(async () => {
    const init = "process.kill(process.pid, 'SIGTERM'); export const handler = async () => 1;";
    lambda = await startLambda({ settings: { isolation }, files: { "index.mjs": INDEX, "init.mjs": init }, resources });
  });
  afterAll(() => lambda[Symbol.asyncDispose]());

  const run = async (task: string, event = {}) => (await lambda.invoke("main", { task, ...event })).json;
  const exitError = (reason: string) => ({
    errorType: "Runtime.ExitError",
    errorMessage: expect.stringMatching(
      new RegExp(`^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: ${reason}$`),
    ),
  });

  it.each([
    ["self", "SIGTERM", "terminated"],
    ["self", undefined, "terminated"],
    ["self", "SIGKILL", "killed"],
    ["self", "SIGINT", "interrupt"],
    ["self", "SIGHUP", "hangup"],
    ["self", "SIGSEGV", "segmentation fault"],
    ["self", 15, "terminated"],
    ["self", "SIGABRT", "aborted"],
    ["group", "SIGTERM", "terminated"],
    ["ownGroup", "SIGTERM", "terminated"],
  ])("to %s, %s, ends its own environment, and the next invocation has another", async (target, signal, reason) => {
    expect(await run("kill", { target, signal })).toEqual(exitError(`signal: ${reason}`));
    expect(await run("count")).toBe(1);
  });

  it("is the cause that the caller is told, and the report of the log", async () => {
    const { requestId, cause } = await lambda.invokeFrom("main", developer, { task: "kill", target: "self" });
    expect(cause).toBe("crash");
    const [report] = lambda.journal.entries({ type: "report", data: { requestId } });
    expect(report?.data.error).toMatchObject({ errorType: "Runtime.ExitError" });
    expect(report?.data.memory).toMatchObject({ sizeMb: 128 });
  });

  it("ends an environment that is being initialised", async () => {
    expect((await lambda.invoke("init")).json).toEqual(exitError("signal: terminated"));
  });

  it.each([0, "SIGCHLD", "SIGWINCH"])("to itself, %s, changes nothing", async (signal) => {
    const first = Number(await run("count"));
    expect(await run("attempt", { target: "self", signal })).toBe(true);
    expect(await run("count")).toBe(first + 1);
  });

  it("to itself goes to its own listener, where there is one", async () => {
    expect(await run("listener")).toEqual(["SIGTERM", 15]);
  });

  it("of a number that is none is refused as always", async () => {
    expect(await run("attempt", { target: "self", signal: 99 })).toBe("EINVAL");
    expect(await run("attempt", { target: "self", signal: "SIGNONE" })).toBe("ERR_UNKNOWN_SIGNAL");
    expect(await run("attempt", { target: "nobody" })).toBe("ERR_INVALID_ARG_TYPE");
  });

  it("that stops it ends with the timeout", async () => {
    const answer = lambda.invokeFrom("main", developer, { task: "kill", target: "self", signal: "SIGSTOP" });
    await lambda.journal.waitFor({ type: "invoke", data: { functionName: "main" } });
    await lambda.clock.advance(30_000);
    expect((await answer).cause).toBe("timeout");
  });

  it("reaches neither its parent nor any process that it did not start", async () => {
    expect(await run("attempt", { target: "parent", signal: "SIGTERM" })).toBe("EPERM");
    expect(await run("attempt", { target: 1, signal: 0 })).toBe("EPERM");
    expect(await run("attempt", { target: -process.ppid, signal: "SIGTERM" })).toMatch(/^E(SRCH|PERM)$/);
    expect(await run("attempt", { target: process.ppid, signal: "SIGTERM" })).toMatch(/^E(SRCH|PERM)$/);
    const other = process.pid;
    if (isolation === "process") expect(await run("attempt", { target: other, signal: "SIGKILL" })).toBe("EPERM");
  });

  it("to the engine's own id ends no more than a thread", async () => {
    const answer = await run("kill", { target: "engine", signal: "SIGKILL" });
    expect(answer).toEqual(isolation === "worker" ? exitError("signal: killed") : "EPERM");
    expect(await run("count")).toBeGreaterThan(0);
  });

  it("reaches its children, and what these have started", async () => {
    expect(await run("child")).toEqual([true, "SIGUSR1"]);
    expect(await run("all")).toBe("SIGTERM");
    expect(await run("grandchild")).toBe(true);
  });

  it("of a program that has its process id does not reach the engine", async () => {
    expect(await run("pids")).toEqual([true, 1]);
    const answer = await run("parent");
    expect(answer).toEqual(isolation === "worker" ? expect.objectContaining({ errorType: "Error" }) : "there");
  });

  it("from a thread of its own ends the whole environment, as all threads of a process end with it", async () => {
    expect(await run("thread", { signal: 0 })).toEqual([true, true, null]);
    expect(await run("thread", { signal: "SIGTERM" })).toEqual(exitError("signal: terminated"));
    expect(await run("count")).toBe(1);
  });

  it("by process.abort() is told from a want of memory", async () => {
    expect(await run("abort")).toEqual(exitError("signal: aborted"));
    expect(await run("count")).toBe(1);
  });

  it("is not needed to leave by process.reallyExit()", async () => {
    expect(await run("reallyExit")).toEqual(exitError("exit status 9"));
  });
});
