import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { functionResource, type Harness, startLambda } from "../harness.ts";

const HANDLERS: Readonly<Record<string, string>> = {
  "throws-at-import.mjs": "\n\nthrow new RangeError('at import');",
  "exits-at-import.mjs": "process.exit(3);",
  "syntax.mjs": "export const handler = async () => {\n  const = 1;\n};",
  "syntax-cjs.cjs": "exports.handler = async () => {\n  const = 1;\n};",
  "module-syntax.js": "export const handler = async () => {};",
  "no-export.mjs": "export const other = 1;",
  "not-a-function.mjs": "export const handler = 'text';",
  "missing-package.cjs": "require('not-installed');",
  "three-arguments.mjs": "export const handler = (event, context, callback) => callback(null, 1);",
};

/** Logical ids with their own properties; all the others take `{file}.handler`. */
const PROPERTIES: Readonly<Record<string, Record<string, unknown>>> = {
  upwards: { Handler: "../x.handler" },
  nameless: { Handler: "echo" },
  absent: { Handler: "absent.handler" },
  "bad-options": { Handler: "nested.handler", Environment: { Variables: { NODE_OPTIONS: "--sideways" } } },
  "three-arguments": { Runtime: "nodejs24.x" },
};

function createResources() {
  const names = [...Object.keys(HANDLERS).map((file) => file.replace(/\.\w+$/, "")), ...Object.keys(PROPERTIES)];
  return Object.fromEntries(
    names.map((name) => [
      name,
      functionResource({ FunctionName: name, Handler: `${name}.handler`, ...PROPERTIES[name] }),
    ]),
  );
}

describe("a function whose loading takes longer than ten seconds", () => {
  it("is stopped, and answers as Lambda does", async () => {
    await using lambda = await startLambda({
      files: { "index.mjs": "await new Promise(() => setTimeout(() => {}, 60_000)); export const handler = 1;" },
      resources: { Slow: functionResource({ FunctionName: "slow" }) },
    });
    // The start does not wait for it that long.
    expect(lambda.journal.entries({ type: "init" })).toEqual([]);
    await lambda.clock.advance(10_000);
    const init = await lambda.journal.waitFor({ type: "init" });
    expect(init.data).toMatchObject({
      error: {
        errorType: "Sandbox.Timedout",
        errorMessage: expect.stringContaining("Task timed out after 10.00 seconds"),
      },
    });
  });
});

describe("a function that cannot be loaded", () => {
  let lambda: Harness;

  beforeAll(async () => {
    lambda = await startLambda({ files: HANDLERS, resources: createResources() });
  });
  afterAll(() => lambda[Symbol.asyncDispose]());

  it.each([
    ["throws-at-import", "RangeError", /^at import$/],
    ["exits-at-import", "Runtime.ExitError", /exit status 3$/],
    ["syntax", "Runtime.UserCodeSyntaxError", /^SyntaxError: Unexpected token '='$/],
    ["syntax-cjs", "Runtime.UserCodeSyntaxError", /^SyntaxError: Unexpected token '='$/],
    ["module-syntax", "Runtime.UserCodeSyntaxError", /^SyntaxError: Unexpected token 'export'$/],
    ["no-export", "Runtime.HandlerNotFound", /^no-export.handler is undefined or not exported$/],
    ["not-a-function", "Runtime.HandlerNotFound", /^not-a-function.handler is not a function$/],
    ["missing-package", "Runtime.ImportModuleError", /^Error: Cannot find module 'not-installed'\nRequire stack:\n/],
    ["absent", "Runtime.ImportModuleError", /^Error: Cannot find module 'absent'\nRequire stack:\n/],
    ["upwards", "Runtime.MalformedHandlerName", /^'\.\.\/x.handler' is not a valid handler name/],
    ["nameless", "Runtime.MalformedHandlerName", /^Bad handler$/],
    ["three-arguments", "Runtime.CallbackHandlerDeprecated", /Node.js 24/],
    ["bad-options", "Runtime.ExitError", /Error: Runtime failed to start: .*--sideways is not allowed in NODE_OPTIONS/],
  ])("%s answers %s", async (name, errorType, message) => {
    const { reply, json } = await lambda.invoke(name);
    expect(reply).toMatchObject({ status: 200, headers: { "x-amz-function-error": "Unhandled" } });
    expect(json).toMatchObject({ errorType, errorMessage: expect.stringMatching(message) });
  });

  it.each([
    ["throws-at-import", "throws-at-import.mjs:3:7"],
    ["syntax", "syntax.mjs:2:9"],
    ["syntax-cjs", "syntax-cjs.cjs:2"],
  ])("is told in the journal with file and line: %s", async (name, location) => {
    const { data } = await lambda.journal.waitFor({ type: "init", data: { functionName: name } });
    expect(data).toMatchObject({ error: { location: expect.stringMatching(new RegExp(`/${location}(:\\d+)?$`)) } });
  });

  it("is warned of at the start when the file is missing, with the template's line", () => {
    const [mistake] = lambda.journal.entries({ type: "mistake", data: { functionName: "absent" } });
    expect(mistake?.data).toMatchObject({
      logicalId: "absent",
      location: expect.stringMatching(/^template.yaml:\d+$/),
      message: 'its handler "absent.handler" wants a file absent.js (or .mjs, .cjs, .ts), which does not exist.',
      hint: expect.stringMatching(/^\.\/ has \S/),
    });
  });
});
