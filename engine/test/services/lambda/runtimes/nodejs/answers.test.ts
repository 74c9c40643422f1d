import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { functionResource, type Harness, startLambda } from "../../harness.ts";
import { RECORDED, type Recorded } from "./recorded.ts";

const styles = (wanted: readonly string[]) =>
  wanted.map((name) => `${name}: ${RECORDED[name]?.source ?? ""},`).join("\n");

/** All handlers in one function: from nodejs24.x on it may have no callback. */
function sourceFor(generation: "upTo22" | "from24"): string {
  const names = Object.keys(RECORDED).filter((name) => RECORDED[name]?.[generation]);
  const args = generation === "upTo22" ? "event, context, callback" : "event, context";
  return `const styles = {\n${styles(names)}\n};\nexports.handler = (${args}) => styles[event.style](${args});`;
}

const GENERATIONS = [
  { Runtime: "nodejs20.x", generation: "upTo22" },
  { Runtime: "nodejs22.x", generation: "upTo22" },
  { Runtime: "nodejs24.x", generation: "from24" },
] as const;

const isFrame = (line: string) => /^\s+at /.test(line);

/** The lines before the first frame, or all of a trace that has none. */
function withoutFrames(json: unknown): unknown {
  const { trace } = json as { trace?: readonly string[] };
  const first = trace?.findIndex(isFrame) ?? -1;
  return first === -1 ? json : { ...(json as object), trace: trace?.slice(0, first) };
}

const dropStacks = (key: string, value: unknown) => (key === "stack" || key === "trace" ? undefined : value);

describe.each(GENERATIONS)("a handler on $Runtime", ({ Runtime, generation }) => {
  let lambda: Harness;
  const names = Object.keys(RECORDED).filter((name) => RECORDED[name]?.[generation]);

  beforeAll(async () => {
    lambda = await startLambda({
      files: { "index.cjs": sourceFor(generation) },
      resources: { Function: functionResource({ FunctionName: "main", Runtime }) },
    });
  });
  afterAll(() => lambda[Symbol.asyncDispose]());

  const lastLine = () => String(lambda.logs().at(-1)?.data.line);

  function expectLogged(label: string, logged: object): void {
    const [given, json] = lastLine().split("\t");
    expect(given?.trim()).toBe(label);
    expect(JSON.parse(json ?? "", dropStacks)).toEqual(logged);
  }

  it.each(names)("is answered as the interface client answers it: %s", async (name) => {
    const recorded = RECORDED[name]?.[generation] as Recorded;
    const { reply, json } = await lambda.invoke("main", { style: name });
    if ("payload" in recorded) return expect(reply.body).toBe(recorded.payload);
    expect(reply.headers).toMatchObject({ "x-amz-function-error": "Unhandled" });
    if ("exit" in recorded)
      return expect(json).toEqual({
        errorType: "Runtime.ExitError",
        errorMessage: expect.stringMatching(`Runtime exited with error: exit status ${recorded.exit}$`),
      });
    expect(withoutFrames(json)).toEqual(recorded.error);
    expectLogged(recorded.label, recorded.logged);
  });
});

const ENDS = `
const tasks = {
  never: () => new Promise(() => {}),
  rejects: async () => {
    Promise.reject(new Error("nobody"));
    await new Promise((resolve) => setTimeout(resolve, 20));
    return "goes on";
  },
  listens: async () => {
    process.on("unhandledRejection", () => console.log("own"));
    Promise.reject(new Error("nobody"));
    await new Promise((resolve) => setTimeout(resolve, 20));
    return "goes on";
  },
};
exports.handler = async ({ task }) => tasks[task]();`;

describe("what a handler leaves to Node.js", () => {
  it.each([
    ["nodejs22.x", "never", { errorType: "Runtime.NodeJsExit", errorMessage: "never settled" }],
    [
      "nodejs24.x",
      "never",
      { errorType: "Runtime.ExitError", errorMessage: "Runtime exited without providing a reason" },
    ],
    ["nodejs22.x", "listens", { errorType: "Runtime.UnhandledPromiseRejection", errorMessage: "Error: nobody" }],
    ["nodejs24.x", "listens", "goes on"],
  ])("ends on %s as Node.js or the runtime ends it: %s", async (Runtime, task, expected) => {
    await using lambda = await startLambda({
      files: { "index.cjs": ENDS },
      resources: { Function: functionResource({ FunctionName: "main", Runtime }) },
    });
    const { json } = await lambda.invoke("main", { task });
    if (typeof expected === "string") return expect(json).toBe(expected);
    const { errorType, errorMessage } = expected;
    expect(json).toMatchObject({ errorType, errorMessage: expect.stringContaining(errorMessage) });
  });

  it.each([
    ["nodejs22.x", "warn", expect.objectContaining({ errorType: "Runtime.UnhandledPromiseRejection" })],
    ["nodejs24.x", "throw", expect.objectContaining({ errorType: "Runtime.ExitError" })],
    ["nodejs24.x", "warn", "goes on"],
    ["nodejs24.x", "none", "goes on"],
  ])("on %s goes by --unhandled-rejections=%s of NODE_OPTIONS", async (Runtime, mode, expected) => {
    const Environment = { Variables: { NODE_OPTIONS: `--unhandled-rejections=${mode}` } };
    await using lambda = await startLambda({
      files: { "index.cjs": ENDS },
      resources: { Function: functionResource({ FunctionName: "main", Runtime, Environment }) },
    });
    expect((await lambda.invoke("main", { task: "rejects" })).json).toEqual(expected);
  });
});
