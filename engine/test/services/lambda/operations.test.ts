import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ServiceError } from "../../../src/kernel/errors.ts";
import { developer, functionArn, functionResource, type Harness, startLambda } from "./harness.ts";

const FILES = {
  "index.mjs": `
    export const handler = async (event, context) =>
      event.size ? "x".repeat(event.size) : { event, arn: context.invokedFunctionArn, client: context.clientContext };`,
};

let lambda: Harness;

beforeAll(async () => {
  lambda = await startLambda({
    files: FILES,
    resources: {
      Hello: functionResource({ FunctionName: "hello" }),
      Generated: functionResource(),
      Never: functionResource({ FunctionName: "never", ReservedConcurrentExecutions: 0 }),
      Gem: functionResource({ FunctionName: "gem", Runtime: "ruby3.3" }),
      Image: functionResource({ FunctionName: "image", PackageType: "Image", Code: { ImageUri: "x" } }),
      Version: { Type: "AWS::Lambda::Version", Properties: { FunctionName: "hello" } },
      Live: {
        Type: "AWS::Lambda::Alias",
        Properties: { FunctionName: functionArn("hello"), FunctionVersion: "1", Name: "live" },
      },
    },
  });
});
afterAll(() => lambda[Symbol.asyncDispose]());

/** The error that a call ends with. */
async function failure(call: Promise<unknown>): Promise<ServiceError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ServiceError) return error;
  throw new Error(`not a ServiceError: ${error}`);
}

describe("Invoke", () => {
  it.each([
    ["a name", "hello"],
    ["an ARN", functionArn("hello")],
    ["a partial ARN", "000000000000:function:hello"],
    ["$LATEST", "hello:$LATEST"],
  ])("takes %s", async (_kind, name) => {
    const { reply } = await lambda.invoke(name);
    expect(reply).toMatchObject({ status: 200, headers: { "x-amz-executed-version": "$LATEST" } });
  });

  it("finds a function without a name of its own under CloudFormation's kind of name", async () => {
    const name = lambda.stack.resources.get("Generated")?.physicalId ?? "";
    expect(name).toMatch(/^test-Generated-[A-Z0-9]{12}$/);
    expect((await lambda.invoke(name)).reply.status).toBe(200);
  });

  it.each([
    ["hello:live", "1", "hello:live"],
    ["hello:1", "1", "hello:1"],
    [`${functionArn("hello")}:live`, "1", "hello:live"],
  ])("runs the version behind %s", async (name, version, invoked) => {
    const { reply, json } = await lambda.invoke(name);
    expect(reply.headers?.["x-amz-executed-version"]).toBe(version);
    expect(json).toMatchObject({ arn: functionArn(invoked) });
  });

  it("takes the qualifier as a parameter too, unless it differs", async () => {
    const { json } = await lambda.invoke("hello", {}, { query: { Qualifier: "live" } });
    expect(json).toMatchObject({ arn: functionArn("hello:live") });
    const error = await failure(lambda.invoke("hello:1", {}, { query: { Qualifier: "live" } }));
    expect(error.code).toBe("InvalidParameterValueException");
  });

  it.each(["nobody", "hello:unknown", `${functionArn("nobody")}:live`])("answers 404 for %s", async (name) => {
    const error = await failure(lambda.invoke(name));
    expect(error).toMatchObject({ code: "ResourceNotFoundException", status: 404, members: { Type: "User" } });
    const [, function_] = /(?:function:)?([^:]+(?::\w+)?)$/.exec(name) ?? [];
    const version = name === "nobody" ? ":$LATEST" : "";
    expect(error.message).toBe(`Function not found: ${functionArn(function_ ?? "")}${version}`);
  });

  it.each([
    "arn:aws:lambda:us-east-1:999988887777:function:hello:$LATEST",
    "arn:aws:lambda:us-east-1:999988887777:function:hello:live",
  ])("finds no function of that name in another account: %s", async (arn) => {
    const error = await failure(lambda.invoke(arn));
    expect(error).toMatchObject({ code: "ResourceNotFoundException", message: `Function not found: ${arn}` });
  });

  it("answers 400 for a name that is none", async () => {
    expect(await failure(lambda.invoke("no spaces"))).toMatchObject({ code: "ValidationException", status: 400 });
  });

  it("takes no body for an empty event", async () => {
    const { json } = await lambda.invoke("hello", undefined, { body: "" });
    expect(json).toMatchObject({ event: {} });
  });

  it("hands the client context over", async () => {
    const encoded = Buffer.from(JSON.stringify({ custom: { a: "b" } })).toString("base64");
    const { json } = await lambda.invoke("hello", {}, { headers: { "x-amz-client-context": encoded } });
    expect(json).toMatchObject({ client: { custom: { a: "b" } } });
  });

  it.each([
    ["{not json", {}],
    ["{}", { "x-amz-client-context": "bm90IGpzb24=" }],
  ])("answers 400 InvalidRequestContentException for what is not JSON: %s", async (body, headers) => {
    const error = await failure(lambda.invoke("hello", undefined, { body, headers }));
    expect(error).toMatchObject({ code: "InvalidRequestContentException", status: 400 });
  });

  it.each([
    [6 * 1024 * 1024, {}],
    [1024 * 1024, { "x-amz-invocation-type": "Event" }],
  ])("answers 413 above %i bytes", async (limit, headers) => {
    const body = JSON.stringify("x".repeat(limit - 1));
    const error = await failure(lambda.invoke("hello", undefined, { body, headers }));
    expect(error).toMatchObject({ code: "RequestTooLargeException", status: 413 });
  });

  it("makes an answer above 6 MB the function's error", async () => {
    const { json } = await lambda.invoke("hello", { size: 6 * 1024 * 1024 + 101 });
    expect(json).toEqual({
      errorType: "Function.ResponseSizeTooLarge",
      errorMessage: "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
    });
  });

  it("answers 204 to a dry run, and runs nothing", async () => {
    const before = lambda.journal.entries({ type: "invoke" }).length;
    const { reply } = await lambda.invoke("hello", {}, { headers: { "x-amz-invocation-type": "DryRun" } });
    expect(reply).toEqual({ status: 204 });
    expect(lambda.journal.entries({ type: "invoke" })).toHaveLength(before);
  });

  it("answers 400 for an unknown invocation type", async () => {
    const call = lambda.invoke("hello", {}, { headers: { "x-amz-invocation-type": "Later" } });
    expect((await failure(call)).code).toBe("ValidationException");
  });

  it("answers 429 when no concurrency is reserved", async () => {
    const error = await failure(lambda.invoke("never"));
    expect(error).toMatchObject({
      code: "TooManyRequestsException",
      status: 429,
      members: { Reason: "ReservedFunctionConcurrentInvocationLimitExceeded" },
    });
  });

  it.each([
    ["gem", "Gem", 'the runtime "ruby3.3" does not run here (Node.js, Python and provided.* do)'],
    ["image", "Image", "container images do not run here"],
  ])("refuses %s, which was told at the start", async (name, logicalId, reason) => {
    expect(await failure(lambda.invoke(name))).toMatchObject({ code: "InvalidRuntimeException", status: 502 });
    const [warning] = lambda.journal.entries({ type: "warning", data: { functionName: name } });
    expect(warning?.data).toMatchObject({
      message: `${logicalId} cannot run: ${reason}.`,
      location: expect.stringMatching(/^template.yaml:/),
    });
  });
});

describe("InvokeWithResponseStream", () => {
  it("takes no event", async () => {
    const headers = { "x-amz-invocation-type": "Event" };
    const error = await failure(lambda.call("InvokeWithResponseStream", { FunctionName: "hello" }, { headers }));
    expect(error.message).toContain("enum value set: [RequestResponse, DryRun]");
  });
});

describe("GetFunction and its like", () => {
  it("describe a function", async () => {
    const { body } = await lambda.call("GetFunction", { FunctionName: "never" });
    expect(JSON.parse(String(body))).toMatchObject({
      Configuration: {
        FunctionName: "never",
        FunctionArn: functionArn("never"),
        Runtime: "nodejs22.x",
        Handler: "index.handler",
        Timeout: 3,
        MemorySize: 128,
        Version: "$LATEST",
        State: "Active",
      },
      Concurrency: { ReservedConcurrentExecutions: 0 },
    });
    const configuration = await lambda.call("GetFunctionConfiguration", { FunctionName: "hello" });
    expect(JSON.parse(String(configuration.body))).toMatchObject({ FunctionName: "hello" });
  });

  it("list all functions", async () => {
    const { body } = await lambda.call("ListFunctions");
    const names = JSON.parse(String(body)).Functions.map((each: { FunctionName: string }) => each.FunctionName);
    expect(names).toHaveLength(5);
    expect(names).toContain("hello");
  });
});

describe("an invocation of another service", () => {
  it("runs for the account's own principals", async () => {
    expect(await lambda.invokeFrom("hello", developer, { a: 1 })).toMatchObject({
      payload: expect.stringContaining('"event":{"a":1}'),
      requestId: expect.any(String),
    });
  });

  it("is refused for a service without a permission", async () => {
    const error = await failure(lambda.invokeFrom("hello", { principal: "apigateway.amazonaws.com" }));
    expect(error).toMatchObject({ code: "AccessDeniedException", status: 403 });
  });
});
