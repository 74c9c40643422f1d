import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { functionResource, type Harness, startLambda } from "../../harness.ts";

interface Found {
  readonly files: Readonly<Record<string, string>>;
  /** Default: `index.handler`. */
  readonly handler?: string;
  /** Its answer, or the type and message of its error; as aws-lambda-ric 3.3.0 and 4.0.2 gave them. */
  readonly upTo22: string | readonly [type: string, message: RegExp];
  readonly from24: string | readonly [type: string, message: RegExp];
}

const MODULE = '{"type":"module"}';
const DEFAULT = "export default { handler: async () => 'default' }";
const TRANSPILED = "Object.defineProperty(exports, '__esModule', { value: true });";

const notFound = (handler = "index.handler") =>
  ["Runtime.HandlerNotFound", new RegExp(`^${handler} is undefined or not exported$`)] as const;
const notFunction = (handler = "index.handler") =>
  ["Runtime.HandlerNotFound", new RegExp(`^${handler} is not a function$`)] as const;
const syntax = (message: string) => ["Runtime.UserCodeSyntaxError", new RegExp(`^SyntaxError: ${message}$`)] as const;
const CALLBACK = [
  "Runtime.CallbackHandlerDeprecated",
  /callback-based function handlers starting with Node.js 24/,
] as const;

const CASES: Readonly<Record<string, Found>> = {
  defaultInMjs: { files: { "index.mjs": DEFAULT }, upTo22: notFound(), from24: "default" },
  defaultInModule: { files: { "index.js": DEFAULT, "package.json": MODULE }, upTo22: notFound(), from24: "default" },
  defaultWithoutPackage: {
    files: { "index.js": DEFAULT },
    upTo22: syntax("Unexpected token 'export'"),
    from24: "default",
  },
  namedWithoutPackage: {
    files: { "index.js": "export const handler = async () => 'named'" },
    upTo22: syntax("Unexpected token 'export'"),
    from24: "named",
  },
  awaitsWithoutPackage: {
    files: { "index.js": "const x = await Promise.resolve('awaited'); export const handler = async () => x" },
    upTo22: syntax("await is only valid in async functions and the top level bodies of modules"),
    from24: "awaited",
  },
  both: {
    files: { "index.mjs": `export const handler = async () => 'named'; ${DEFAULT}` },
    upTo22: "named",
    from24: "named",
  },
  falsyName: {
    files: { "index.mjs": `export const handler = 0; ${DEFAULT}` },
    upTo22: notFound(),
    from24: "default",
  },
  defaultFunction: {
    files: { "index.mjs": "export default async () => 'function'" },
    handler: "index.default",
    upTo22: "function",
    from24: "function",
  },
  defaultFunctionByName: {
    files: { "index.mjs": "export default async function handler() { return 'function'; }" },
    upTo22: notFound(),
    from24: notFound(),
  },
  pathToDefault: {
    files: { "index.mjs": DEFAULT },
    handler: "index.default.handler",
    upTo22: "default",
    from24: "default",
  },
  nestedInDefault: {
    files: { "index.mjs": "export default { a: { handler: async () => 'nested' } }" },
    handler: "index.a.handler",
    upTo22: notFound("index.a.handler"),
    from24: "nested",
  },
  staticOfDefault: {
    files: { "index.mjs": "export default class A { static handler = async () => 'static' }" },
    upTo22: notFound(),
    from24: notFound(),
  },
  commonJs: { files: { "index.js": "module.exports = { handler: async () => 'cjs' }" }, upTo22: "cjs", from24: "cjs" },
  computedName: {
    files: { "index.js": "const o = {}; o['hand' + 'ler'] = async () => 'computed'; module.exports = o" },
    upTo22: "computed",
    from24: "computed",
  },
  functionAsModule: {
    files: { "index.js": "module.exports = async () => 'module'" },
    handler: "index.default",
    upTo22: notFound("index.default"),
    from24: "module",
  },
  memberOfFunction: {
    files: { "index.js": "module.exports = async () => 1; module.exports.handler = async () => 'member'" },
    upTo22: "member",
    from24: "member",
  },
  hiddenMemberOfFunction: {
    files: { "index.js": "module.exports = Object.assign(async () => 1, { handler: async () => 'hidden' })" },
    upTo22: "hidden",
    from24: notFound(),
  },
  nestedInFunction: {
    files: { "index.js": "const f = () => {}; f.handler = async () => 'in function'; exports.a = f" },
    handler: "index.a.handler",
    upTo22: "in function",
    from24: notFound("index.a.handler"),
  },
  transpiledDefault: {
    files: { "index.js": `${TRANSPILED} exports.default = { handler: async () => 'transpiled' }` },
    upTo22: notFound(),
    from24: notFound(),
  },
  transpiledDefaultFunction: {
    files: { "index.js": `${TRANSPILED} exports.default = async () => 'transpiled'` },
    handler: "index.default",
    upTo22: "transpiled",
    from24: notFunction("index.default"),
  },
  methodOfRuntime: {
    files: { "index.js": "exports.handler = function () { return Promise.resolve(typeof this.handler); }" },
    upTo22: "function",
    from24: "function",
  },
  slashFirst: {
    files: { "index.js": "exports.handler = async () => 'slash'" },
    handler: "/index.handler",
    upTo22: ["Runtime.ImportModuleError", /^Error: Cannot find module 'index'/],
    from24: "slash",
  },
  noFunction: { files: { "index.js": "exports.handler = 1" }, upTo22: notFunction(), from24: notFunction() },
  folder: {
    files: { "index/index.js": "exports.handler = async () => 'folder'" },
    upTo22: "folder",
    from24: ["Error", /^Directory import '.+\/index' is not supported resolving ES modules imported from /],
  },
  requiresModule: {
    files: {
      "index.js": "const { x } = require('./m.mjs'); exports.handler = async () => x",
      "m.mjs": "export const x = 'required'",
    },
    upTo22: ["Error", /^require\(\) of ES Module .+ not supported/],
    from24: "required",
  },
  asksInside: {
    files: { "index.js": "exports.handler = async () => require('./absent')" },
    upTo22: ["Error", /^Cannot find module '.\/absent'/],
    from24: ["Error", /^Cannot find module '.\/absent'/],
  },
  throwsNull: {
    files: { "index.js": "throw null" },
    upTo22: ["TypeError", /^Cannot read properties of null \(reading 'code'\)$/],
    from24: ["object", /^null$/],
  },
  threeArguments: {
    files: { "index.js": "exports.handler = async (event, context, callback) => 'three'" },
    upTo22: "three",
    from24: CALLBACK,
  },
  threeWithDefault: {
    files: { "index.js": "exports.handler = async (event, context, callback = 1) => 'defaulted'" },
    upTo22: "defaulted",
    from24: "defaulted",
  },
};

const NAMES = Object.keys(CASES);

const filesOf = (name: string) =>
  Object.entries(CASES[name]?.files ?? {}).map(([file, text]) => [`${name}/${file}`, text] as const);

/** `around`: the `package.json` of the project whose folder the code is, which AWS never sees. */
async function startCases(Runtime: string, around: string): Promise<Harness> {
  const resources = NAMES.map((name) => {
    const Handler = CASES[name]?.handler ?? "index.handler";
    return [name, functionResource({ FunctionName: name, Code: name, Handler, Runtime })] as const;
  });
  const files = { "package.json": around, ...Object.fromEntries(NAMES.flatMap(filesOf)) };
  return startLambda({ files, resources: Object.fromEntries(resources) });
}

describe.each([
  ["nodejs22.x", "upTo22", "{}"],
  ["nodejs24.x", "from24", "{}"],
  ["nodejs24.x", "from24", MODULE],
] as const)("a handler on %s", (runtime, generation, around) => {
  let lambda: Harness;

  beforeAll(async () => {
    lambda = await startCases(runtime, around);
  });
  afterAll(() => lambda[Symbol.asyncDispose]());

  // Only Node.js itself can tell a name that is hidden in CommonJS, and here it takes the code for a module.
  const needsLoader = ["hiddenMemberOfFunction"];

  it.each(NAMES.filter((name) => around === "{}" || !needsLoader.includes(name)))(
    "is found as AWS finds it: %s",
    async (name) => {
      const expected = CASES[name]?.[generation] ?? "";
      const { json } = await lambda.invoke(name);
      if (typeof expected === "string") expect(json).toBe(expected);
      else expect(json).toMatchObject({ errorType: expected[0], errorMessage: expect.stringMatching(expected[1]) });
    },
  );

  it("tells where a module was asked for that is not there", async () => {
    const { json } = await lambda.invoke("asksInside");
    const trace = (json as { trace: readonly string[] }).trace.filter((line) => /^\s+at (?!.*node:)/.test(line));
    expect(trace).toEqual([expect.stringMatching(/asksInside\/index\.js:1:\d+\)$/)]);
  });
});
