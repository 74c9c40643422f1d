import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readStack, startEngine } from "../../../src/engine.ts";

let dir: string;

const template = (codeUri: string) => `
Transform: AWS::Serverless-2016-10-31
Parameters: { Word: { Type: String } }
Resources:
  Greet:
    Type: AWS::Serverless::Function
    Metadata: { BuildMethod: esbuild, BuildProperties: { EntryPoints: [app.ts] } }
    Properties:
      CodeUri: ${codeUri}
      Handler: app.handler
      Runtime: nodejs22.x
      Environment: { Variables: { WORD: !Ref Word } }
`;

/** The files of a project after `sam build`. */
const FILES: Readonly<Record<string, string>> = {
  "template.yaml": template("src"),
  "samconfig.toml": '[default.deploy.parameters]\nparameter_overrides = "Word=hello"\n',
  "src/app.ts": "export const handler = async (): Promise<string> => 'from the sources';",
  ".aws-sam/build.toml": '[function_build_definitions.1]\ncodeuri = "src"\nfunctions = ["Greet"]\n',
  ".aws-sam/build/template.yaml": template("Greet"),
  ".aws-sam/build/Greet/app.js": "exports.handler = async () => `${process.env.WORD}, what was built`;",
};

const BUILT_AT_S = 1_700_000_000;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "sam-build-"));
  for (const [name, text] of Object.entries(FILES)) {
    await mkdir(dirname(join(dir, name)), { recursive: true });
    await writeFile(join(dir, name), text);
    await utimes(join(dir, name), BUILT_AT_S, BUILT_AT_S);
  }
});
afterEach(() => rm(dir, { recursive: true }));

async function invoke(template: string): Promise<unknown> {
  await using engine = await startEngine({ template });
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const client = new LambdaClient({ endpoint: engine.endpoint, region: "us-east-1", credentials });
  const [FunctionName] = engine.functions;
  const { Payload } = await client.send(new InvokeCommand({ FunctionName }));
  client.destroy();
  return JSON.parse(Buffer.from(Payload ?? "null").toString());
}

const remarks = async (template: string) => {
  const { notices } = await readStack({ template });
  return notices
    .filter(({ code }) => code === "sam-build")
    .map(({ severity, message, isTold = false }) => ({ severity, message, isTold }));
};

describe("what sam build has made", () => {
  it("runs as it is, with the project's samconfig.toml, when a folder is named", async () => {
    expect(await invoke(dir)).toBe("hello, what was built");
  });

  it("is left aside when the project's template is named", async () => {
    expect(await invoke(join(dir, "template.yaml"))).toBe("from the sources");
    expect(await remarks(join(dir, "template.yaml"))).toEqual([]);
  });

  it("is left as it is: what the engine writes stays in the project's folder", async () => {
    await invoke(dir);
    expect(existsSync(join(dir, ".aws-sam/build/.portcullis"))).toBe(false);
  });

  it("is told of in one line", async () => {
    const message = "What sam build has made runs here; name template.yaml to run the sources.";
    expect(await remarks(dir)).toEqual([{ severity: "info", message, isTold: true }]);
    expect(await remarks(join(dir, ".aws-sam/build/template.yaml"))).toHaveLength(1);
  });

  it.each(["template.yaml", "src/app.ts"])("is warned of when %s has changed since", async (name) => {
    await utimes(join(dir, name), BUILT_AT_S + 1, BUILT_AT_S + 1);
    const message = `${name} has changed since sam build made this; run sam build, or name template.yaml to run the sources.`;
    expect(await remarks(dir)).toEqual([{ severity: "warning", message, isTold: false }]);
  });

  it.each(["src/node_modules/x/index.js", "src/.cache", "README.md"])("is not outdated by %s", async (name) => {
    await mkdir(dirname(join(dir, name)), { recursive: true });
    await writeFile(join(dir, name), "");
    expect(await remarks(dir)).toMatchObject([{ severity: "info" }]);
  });
});
