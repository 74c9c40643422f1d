import { afterEach, describe, expect, it } from "vitest";
import { functionResource, type Harness, startLambda } from "./harness.ts";

let lambda: Harness;

afterEach(() => lambda[Symbol.asyncDispose]());

const ESBUILD = { BuildMethod: "esbuild", BuildProperties: { EntryPoints: ["src/app.ts"], Minify: false } };

async function start() {
  lambda = await startLambda({
    settings: { watch: true },
    files: {
      "plain/index.mjs": "export const handler = async () => 'plain 1';",
      "built/src/app.ts": "import { text } from '../../shared/text.ts';\nexport const handler = async () => text;",
      "shared/text.ts": "export const text: string = 'built 1';",
    },
    resources: {
      Plain: functionResource({ FunctionName: "plain", Code: "plain" }),
      Built: functionResource({ FunctionName: "built", Code: "built", Handler: "app.handler" }, ESBUILD),
    },
  });
  await lambda.journal.waitFor({ type: "watching" });
}

const invoke = async (name: string) => (await lambda.invoke(name)).json;

/** Writes a file, and resolves when the function has its new code. */
async function change(file: string, text: string, functionName: string) {
  const seq = lambda.journal.entries().at(-1)?.seq ?? 0;
  await lambda.write(file, text);
  return lambda.journal.waitFor({ type: "build", data: { functionName } }, { after: seq });
}

describe("a change of a source", () => {
  it("is what the next invocation runs: code that runs where it is", async () => {
    await start();
    expect(await invoke("plain")).toBe("plain 1");
    await change("plain/index.mjs", "export const handler = async () => 'plain 2';", "plain");
    expect(await invoke("plain")).toBe("plain 2");
  });

  it("is what the next invocation runs: a bundle and what it imports from outside its folder", async () => {
    await start();
    expect(await invoke("built")).toBe("built 1");
    await change("shared/text.ts", "export const text = 'built 2';", "built");
    expect(await invoke("built")).toBe("built 2");
  });

  it("lets an invocation that is under way finish with the old code", async () => {
    await start();
    const slow = `
      export const handler = async () => {
        console.log("under way");
        await new Promise((resolve) => setTimeout(resolve, 500));
        return "old";
      };`;
    await change("plain/index.mjs", slow, "plain");
    const running = invoke("plain");
    await lambda.journal.waitFor({ type: "log", data: { line: "under way" } });
    await change("plain/index.mjs", "export const handler = async () => 'new';", "plain");
    expect(await invoke("plain")).toBe("new");
    expect(await running).toBe("old");
  });

  it("that does not compile answers UserCodeSyntaxError, until it does again", async () => {
    await start();
    const { data } = await change(
      "built/src/app.ts",
      "export const handler = async () => {\n  return 1 +;\n};",
      "built",
    );
    expect(data).toMatchObject({ status: "failed" });
    const [error] = lambda.journal.entries({ type: "build-error" });
    expect(error?.data).toMatchObject({
      functionName: "built",
      logicalId: "Built",
      message: 'Unexpected ";"',
      location: `${lambda.baseDir}/built/src/app.ts:2:13`,
    });
    expect(await invoke("built")).toEqual({
      errorType: "Runtime.UserCodeSyntaxError",
      errorMessage: 'SyntaxError: Unexpected ";"',
      trace: [
        'Runtime.UserCodeSyntaxError: SyntaxError: Unexpected ";"',
        `    at ${lambda.baseDir}/built/src/app.ts:2:13`,
      ],
    });
    await change("built/src/app.ts", "export const handler = async () => 'mended';", "built");
    expect(await invoke("built")).toBe("mended");
  });

  it("of one function leaves the others' environments alone", async () => {
    await start();
    await change("plain/index.mjs", "export const handler = async () => 'plain 2';", "plain");
    expect(lambda.journal.entries({ type: "init", data: { functionName: "built" } })).toHaveLength(1);
  });
});
