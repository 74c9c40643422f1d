import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readSamconfig } from "../../src/template/samconfig/read.ts";

describe("readSamconfig()", () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "samconfig-"));
  });
  afterEach(() => rm(dir, { recursive: true }));

  const put = (name: string, text: string) => writeFile(join(dir, name), text);
  const overrides = async (value: string) => {
    await put("samconfig.toml", `[default.deploy.parameters]\nparameter_overrides = ${value}\n`);
    return (await readSamconfig(dir)).parameters;
  };

  it.each<[what: string, toml: string, parameters: Record<string, string>]>([
    ["pairs", '"A=1 B=two"', { A: "1", B: "two" }],
    ["quoted values", String.raw`"A=\"one two\" B=3"`, { A: "one two", B: "3" }],
    ["single quotes", `"A='one two' B=3"`, { A: "one two", B: "3" }],
    ["escaped blanks", "'A=one\\ two B=3'", { A: "one two", B: "3" }],
    ["escaped quotes", String.raw`'A="say \"hi\"" B=3'`, { A: 'say "hi"', B: "3" }],
    ["empty values", String.raw`"A=\"\" B= C=x"`, { A: "", B: "", C: "x" }],
    ["values with equals signs", '"A=b=c D=e"', { A: "b=c", D: "e" }],
    ["values with commas", '"A=b,c"', { A: "b,c" }],
    ["URLs", '"A=https://x.example/y?z=1"', { A: "https://x.example/y?z=1" }],
    ["apostrophes", `"A=it's B=1"`, { A: "it's", B: "1" }],
    ["many lines", '"""\nA=1\n  B=2\n"""', { A: "1", B: "2" }],
    ["the long form", '"ParameterKey=A,ParameterValue=1 ParameterKey=B,ParameterValue=x,y"', { A: "1", B: "x,y" }],
    ["the long form with quotes", `'ParameterKey=A,ParameterValue="a b"'`, { A: "a b" }],
    ["a list", String.raw`["A=1", "B=\"x y\"", "ParameterKey=C,ParameterValue=3"]`, { A: "1", B: "x y", C: "3" }],
    ["a map", '{ A = 1, B = true, C = ["x", "y"] }', { A: "1", B: "true", C: "x,y" }],
    [
      "numbers and dates in a map",
      "{ A = 1.0, B = 0.25, C = 1e3, D = 9007199254740993, E = 2026-01-01 }",
      { A: "1.0", B: "0.25", C: "1000.0", D: "9007199254740993", E: "2026-01-01" },
    ],
    ["nothing", '""', {}],
  ])("reads parameter_overrides with %s", async (_what, toml, parameters) => {
    expect(await overrides(toml)).toEqual(parameters);
  });

  it("rejects what is no pair, with the file", async () => {
    await expect(overrides('"A=1 nonsense"')).rejects.toMatchObject({
      name: "UserError",
      message: "parameter_overrides has nonsense, which is no Key=Value.",
      location: { file: join(dir, "samconfig.toml") },
    });
  });

  it("takes stack name and region from the command's settings before the global ones", async () => {
    await put(
      "samconfig.toml",
      `version = 0.1
[default.global.parameters]
stack_name = "global"
region = "eu-west-1"
[default.deploy.parameters]
stack_name = "deployed"
[prod.deploy.parameters]
stack_name = "production"
parameter_overrides = "A=1"
`,
    );
    expect(await readSamconfig(dir)).toEqual({ stackName: "deployed", region: "eu-west-1", parameters: {} });
    expect(await readSamconfig(dir, "prod")).toEqual({ stackName: "production", parameters: { A: "1" } });
    expect(await readSamconfig(dir, "none")).toEqual({ parameters: {} });
  });

  it("reads samconfig.yaml", async () => {
    await put(
      "samconfig.yaml",
      "default:\n  deploy:\n    parameters:\n      parameter_overrides:\n        - A=1\n        - B=2\n",
    );
    expect(await readSamconfig(dir)).toEqual({ parameters: { A: "1", B: "2" } });
    await put(
      "samconfig.yaml",
      "default: { deploy: { parameters: { parameter_overrides: { A: 1.0, B: 9007199254740993 } } } }",
    );
    expect(await readSamconfig(dir)).toEqual({ parameters: { A: "1.0", B: "9007199254740993" } });
  });

  it("is empty where there is no file", async () => {
    expect(await readSamconfig(dir)).toEqual({ parameters: {} });
  });

  it.each([
    ["samconfig.toml", "[default\n", 1],
    ["samconfig.yaml", "a:\n  b: 1\n c: 2\n", 3],
  ])("says where %s goes wrong", async (name, text, line) => {
    await put(name, text);
    await expect(readSamconfig(dir)).rejects.toMatchObject({
      name: "UserError",
      message: expect.stringMatching(/^[^\n]+\.$/),
      location: { file: join(dir, name), line },
    });
  });
});
