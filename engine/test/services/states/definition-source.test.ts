import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseExactJson, stringifyExactJson } from "../../../src/languages/exact-json.ts";
import { readDefinition } from "../../../src/services/states/definition-source.ts";
import type { StateMachineProperties } from "../../../src/services/states/resource-types.ts";
import type { Stack } from "../../../src/template/model.ts";
import { objectOf } from "../../../src/template/plain-data.ts";
import { runMachine } from "./language/run-machine.ts";

const baseDir = join(import.meta.dirname, "../../fixtures/step-functions");

const stack: Stack = {
  name: "s",
  id: "arn:aws:cloudformation:eu-west-1:123456789012:stack/s/1",
  region: "eu-west-1",
  accountId: "123456789012",
  partition: "aws",
  urlSuffix: "amazonaws.com",
  file: join(baseDir, "template.yaml"),
  files: [],
  baseDir,
  parameters: {},
  concealed: new Set(),
  resources: new Map(),
  outputs: new Map(),
  notices: [],
  locate: (_logicalId, path) => ({ file: "template.yaml", line: path.length }),
};

const read = (properties: Partial<StateMachineProperties>, codeDir?: string) =>
  readDefinition(
    {
      logicalId: "Quote",
      properties: { StateMachineType: "STANDARD", RoleArn: "r", DefinitionSubstitutions: {}, ...properties },
    },
    stack,
    codeDir,
  );

describe("a definition in a file", () => {
  it("is read with its substitutions, and knows the lines of its parts", () => {
    const source = read({ DefinitionS3Location: "quote.asl.yaml", DefinitionSubstitutions: { Prices: "prices-1" } });
    expect(source.document).toMatchObject({ States: { Find: { Parameters: { TableName: "prices-1" } } } });
    expect(source.locate(["States", "IsSold", "Default"])).toMatchObject({
      file: join(baseDir, "quote.asl.yaml"),
      line: 20,
    });
  });

  it("is found by its key in S3: in the folder for such files, or beside the template", () => {
    const place = { Bucket: "b", Key: "quote.asl.yaml" };
    expect(read({ DefinitionS3Location: place }).document).toHaveProperty("StartAt", "Find");
    expect(
      read({ DefinitionS3Location: { Bucket: "b", Key: "step-functions/quote.asl.yaml" } }, join(baseDir, ".."))
        .document,
    ).toHaveProperty("StartAt", "Find");
  });
});

describe("numbers of a definition", () => {
  it("may have digits that JavaScript would leave out, and go through the states with them", async () => {
    const { document } = read({ DefinitionS3Location: "numbers.asl.yaml" });
    const input = parseExactJson('{"one": 1.0, "list": [1.50, 9007199254740993]}');
    expect(stringifyExactJson(await runMachine(objectOf(document), input))).toBe(
      '{"one":1.0,"list":[1.50,9007199254740993],"asked":{"version":1.10,"one":1.0},"result":{"one":1.0,"big":9007199254740993}}',
    );
  });
});

describe("a definition in the template", () => {
  it("knows the places of its parts", () => {
    const source = read({ Definition: { StartAt: "A", States: {} } });
    expect(source.locate(["States", "A"]).line).toBe(["Properties", "Definition", "States", "A"].length);
  });
});
