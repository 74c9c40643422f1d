import { describe, expect, it } from "vitest";
import { readStack } from "../../../../src/engine.ts";
import { project } from "../../../template/compile-files.ts";

const template = (Pattern: string) =>
  JSON.stringify({
    Resources: {
      Mapping: {
        Type: "AWS::Lambda::EventSourceMapping",
        Properties: {
          FunctionName: "consumer",
          EventSourceArn: "arn:aws:sqs:us-east-1:000000000000:q",
          FilterCriteria: { Filters: [{ Pattern: "{}" }, { Pattern }] },
        },
      },
    },
  });

async function read(Pattern: string) {
  using folder = project({ "template.json": template(Pattern) });
  return await readStack({ template: `${folder.dir}/template.json` });
}

describe("FilterCriteria", () => {
  it.each([
    ['{"body":{"a":[{"anything-but":{"prefix":""}}]}}', "Null prefix/suffix not allowed"],
    ['{"body":{"a":[{"anything-but":{"suffix":""}}]}}', "Null prefix/suffix not allowed"],
    ['{"body":{"a":[{"anything-but":{"prefix":{"equals-ignore-case":"x"}}}]}}', "anything-but"],
    ['{"body":{"a":[{"wildcard":"*a*a*a*a*a*a*a*a*a*a*a*a"}]}}', "Rule is too complex"],
    ['{"body":{"a":"x"}}', "must be an object or an array"],
    ["{", "Invalid JSON"],
  ])("stops the start with its place for %s", async (pattern, reason) => {
    const message = expect.stringMatching(/^Mapping: Invalid filter pattern definition\. /);
    await expect(read(pattern)).rejects.toMatchObject({ name: "UserError", message });
    await expect(read(pattern)).rejects.toThrow(reason);
  });

  it.each(['{"body.order":{"kind":["wanted"]}}', '{"body":["plain"]}', '{"$or":[{"body":["a"]},{"body":["b"]}]}'])(
    "takes %s",
    async (pattern) => {
      expect((await read(pattern)).resources.get("Mapping")).toBeDefined();
    },
  );
});
