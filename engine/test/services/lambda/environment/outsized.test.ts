import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { developer, functionResource, type Harness, startLambda } from "../harness.ts";

const MEGABYTE = 1024 * 1024;

/** The most that may be under way from a thread, and the line that is one too many. */
const MOST_UNDER_WAY = 4 * MEGABYTE + 64 * 1024;

const FILES: Readonly<Record<string, string>> = {
  "main.mjs": `
    import { Worker } from "node:worker_threads";
    const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    const MEGABYTE = 1024 * 1024;
    const megabyte = (number) => new Array(MEGABYTE / 8).fill(number + 0.5);
    let calls = 0;
    let kept;
    const tasks = {
      count: () => ++calls,
      answer: () => "x".repeat(300 * MEGABYTE),
      text: () => Buffer.from("x".repeat(300 * MEGABYTE)).length,
      thread: () => new Promise((resolve) => {
        const code = 'Buffer.from("x".repeat(' + 300 * MEGABYTE + '))';
        const thread = new Worker(code, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 64 } });
        thread.on("error", ({ code }) => resolve(code)).on("exit", () => resolve("exit"));
      }),
      fail: () => { throw new RangeError("begin " + "x".repeat(4 * MEGABYTE) + " end"); },
      keep: async () => { kept = Array.from({ length: 300 }, (_, number) => megabyte(number)); await sleep(60_000); },
      waste: async () => {
        for (let number = 0; number < 600; number++) { kept = megabyte(number); if (number % 100 === 0) await sleep(1); }
        return "done";
      },
      print: () => {
        for (let number = 0; number < 8; number++) process.stdout.write("x".repeat(MEGABYTE));
        console.log("y".repeat(MEGABYTE));
        return "done";
      },
      flood: () => { for (;;) console.log(Date.now() + " " + "y".repeat(1000)); },
    };
    export const handler = async (event) => tasks[event.task](event);`,
  "flood.mjs": `export { handler } from "./main.mjs";`,
};

const resources = {
  main: functionResource({ FunctionName: "main", Handler: "main.handler", MemorySize: 128, Timeout: 60 }),
  flood: functionResource({ FunctionName: "flood", Handler: "flood.handler", MemorySize: 128, Timeout: 1 }),
};

describe.each(["worker", "process"] as const)("a function in a %s", (isolation) => {
  let lambda: Harness;

  beforeAll(async () => {
    lambda = await startLambda({ settings: { isolation }, files: FILES, resources });
  });
  afterAll(() => lambda[Symbol.asyncDispose]());

  const run = async (task: string) => (await lambda.invoke("main", { task })).json;

  it.each(["answer", "text"])(
    "that needs far more than its MemorySize for one value ends nobody else: %s",
    async (task) => {
      const [inThread, inProcess] = {
        answer: [{ errorType: "Function.ResponseSizeTooLarge" }, { errorType: "Runtime.OutOfMemory" }],
        text: [300 * MEGABYTE, { errorType: "Runtime.OutOfMemory" }],
      }[task] as [unknown, unknown];
      const answer = await run(task);
      const expected = isolation === "worker" ? inThread : inProcess;
      expect(answer).toEqual(typeof expected === "object" ? expect.objectContaining(expected) : expected);
      expect(await run("count")).toBeGreaterThan(0);
    },
  );

  it("that keeps more than its MemorySize ends while it waits", async () => {
    expect(await run("keep")).toMatchObject({ errorType: "Runtime.OutOfMemory" });
    expect(await run("count")).toBe(1);
  });

  it.skipIf(isolation === "process")(
    "that has a thread of its own, with a limit, ends nobody by that either",
    async () => {
      expect(await run("thread")).toBe("exit");
    },
  );

  it("may make far more than its MemorySize when it lets go of it", async () => {
    expect(await run("waste")).toBe("done");
  });

  it("that fails with a very long message is answered with its beginning and its end", async () => {
    const { errorMessage } = (await run("fail")) as { errorMessage: string };
    expect(errorMessage).toMatch(/^begin x+…\[truncated \d+ characters\]…x+ end$/);
    expect(errorMessage.length).toBeLessThan(MEGABYTE);
  });

  it("prints lines of 256 KB where it prints without an end, and nothing is lost", async () => {
    const { requestId } = await lambda.invokeFrom("main", developer, { task: "print" });
    const lines = lambda.logs(requestId).map(({ data }) => String(data.line));
    const printed = lines.join("");
    expect([printed.indexOf("y"), printed.length]).toEqual([8 * MEGABYTE, 9 * MEGABYTE]);
  });
});

it("that prints faster than the engine reads waits for it, as for a pipe", async () => {
  await using lambda = await startLambda({ settings: { isolation: "worker" }, files: FILES, resources });
  let lateAt = 0;
  let underWay = 0;
  lambda.journal.subscribe(({ type, data }) => {
    if (type !== "log") return;
    const line = String(data.line);
    if (lateAt === 0) {
      // The engine is busy for a while.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
      lateAt = Date.now();
    } else if (Number.parseInt(line, 10) < lateAt) underWay += line.length;
  });
  const { json } = await lambda.invoke("flood", { task: "flood" });
  expect(json).toMatchObject({ errorType: "Sandbox.Timedout" });
  expect(underWay).toBeGreaterThan(0);
  expect(underWay).toBeLessThan(MOST_UNDER_WAY);
});
