import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { functionArn, functionResource, type Harness, startLambda } from "../../harness.ts";

const SOURCE = `
const { env } = process;
const tasks = {
  context: (event, context) => ({ keys: Object.keys(context), context, trace: env._X_AMZN_TRACE_ID }),
  waits: (event, context) => {
    const before = context.callbackWaitsForEmptyEventLoop;
    context.callbackWaitsForEmptyEventLoop = false;
    return [before, context.callbackWaitsForEmptyEventLoop];
  },
  remaining: (event, context) => Number.isInteger(context.getRemainingTimeInMillis()),
  globals: () => ({
    names: Object.keys(awslambda),
    types: Object.values(awslambda).map((value) => typeof value),
    requestId: globalThis[Symbol.for("aws.lambda.runtime.requestId")],
  }),
  store: async () => {
    await null;
    const store = awslambda.InvokeStore;
    const before = store.get("own");
    store.set("own", 1);
    let refusal;
    try { store.set(Symbol.for("_AWS_LAMBDA_REQUEST_ID"), "x"); } catch (error) { refusal = error.message; }
    return {
      requestId: store.getRequestId(), trace: store.getXRayTraceId(), tenant: store.getTenantId(), has: store.hasContext(),
      own: store.get("own"), before, keys: Object.keys(store.getContext()), refusal,
    };
  },
};
exports.handler = async (event, context) => tasks[event.task](event, context);`;

const TRACE = /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/;

interface Described {
  readonly keys: readonly string[];
  readonly context: Readonly<Record<string, unknown>>;
  readonly trace: string;
}

describe.each(["worker", "process"] as const)("an invocation in a %s", (isolation) => {
  let lambda: Harness;

  beforeAll(async () => {
    lambda = await startLambda({
      settings: { isolation },
      files: { "index.cjs": SOURCE },
      resources: {
        old: functionResource({ FunctionName: "old", Runtime: "nodejs22.x" }),
        new: functionResource({ FunctionName: "new", Runtime: "nodejs24.x" }),
        bare: functionResource({
          FunctionName: "bare",
          Runtime: "nodejs24.x",
          Code: { ZipFile: "exports.handler = async () => typeof awslambda" },
          Environment: { Variables: { AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA: "1" } },
        }),
      },
    });
  });
  afterAll(() => lambda[Symbol.asyncDispose]());

  const run = async (name: string, task: string, headers = {}) =>
    (await lambda.invoke(name, { task }, { headers })).json;

  it("has a context with the members of its runtime", async () => {
    const ends = ["callbackWaitsForEmptyEventLoop", "succeed", "fail", "done"];
    const ofFunction = ["functionVersion", "functionName", "memoryLimitInMB", "logGroupName", "logStreamName"];
    const ofCall = ["clientContext", "identity", "invokedFunctionArn", "awsRequestId", "tenantId"];
    const both = [...ofFunction, ...ofCall, "getRemainingTimeInMillis"];
    const old = (await run("old", "context")) as Described;
    expect(old.keys.toSorted()).toEqual([...ends, ...both].sort());
    const current = (await run("new", "context")) as Described;
    expect(current.keys.toSorted()).toEqual([...both, "xRayTraceId"].sort());
    expect(current.context).toMatchObject({ functionName: "new", invokedFunctionArn: functionArn("new") });
  });

  it.each(["old", "new"])("has a trace of its own: %s", async (name) => {
    const [first, second] = [await run(name, "context"), await run(name, "context")] as [Described, Described];
    expect(first.trace).toMatch(TRACE);
    expect(second.trace).toMatch(TRACE);
    expect(second.trace).not.toBe(first.trace);
    expect(first.context.xRayTraceId).toBe(name === "new" ? first.trace : undefined);
  });

  it("goes on with its caller's trace, as a span of its own", async () => {
    const root = "1-5759e988-bd862e3fe1be46a994272793";
    const headers = { "x-amzn-trace-id": `Root=${root};Parent=53995c3f42cd8ad8;Sampled=1` };
    const { trace } = (await run("new", "context", headers)) as Described;
    expect(trace).toMatch(new RegExp(`^Root=${root};Parent=[0-9a-f]{16};Sampled=1$`));
    expect(trace).not.toContain("53995c3f42cd8ad8");
  });

  it("is told of its caller's tenant", async () => {
    const headers = { "x-amz-tenant-id": "blue" };
    for (const name of ["old", "new"]) {
      const { context } = (await run(name, "context", headers)) as Described;
      expect(context.tenantId).toBe("blue");
      expect(((await run(name, "context")) as Described).context).not.toHaveProperty("tenantId");
    }
  });

  it("may say what its answer waits for, which counts up to nodejs22.x", async () => {
    expect(await run("old", "waits")).toEqual([true, false]);
    expect(await run("new", "waits")).toEqual([null, false]);
    expect(await run("new", "remaining")).toBe(true);
  });

  it("has the globals of its runtime", async () => {
    expect(await run("old", "globals")).toEqual({
      names: ["streamifyResponse", "HttpResponseStream"],
      types: ["function", "function"],
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(await run("new", "globals")).toEqual({
      names: ["streamifyResponse", "HttpResponseStream", "InvokeStore"],
      types: ["function", "function", "object"],
    });
    expect(await run("bare", "")).toBe("undefined");
  });

  it("has a store of its own from nodejs24.x on", async () => {
    for (const _ of [1, 2])
      expect(await run("new", "store")).toEqual({
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        trace: expect.stringMatching(TRACE),
        has: true,
        own: 1,
        keys: ["own"],
        refusal: "Cannot modify protected Lambda context field: Symbol(_AWS_LAMBDA_REQUEST_ID)",
      });
  });
});
