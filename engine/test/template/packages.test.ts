import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readStack } from "../../src/engine.ts";
import { UserError } from "../../src/kernel/errors.ts";
import { project, remarksOn } from "./compile-files.ts";
import { propertiesOf } from "./compile-text.ts";

const functionOf = (key: string, metadata = "{}") => `
Resources:
  F:
    Type: AWS::Lambda::Function
    Metadata: ${metadata}
    Properties:
      Code: { S3Bucket: !Ref Bucket, S3Key: ${key} }
  Bucket: { Type: AWS::S3::Bucket }
`;

const ELSEWHERE = /^warning main\.yaml:7 F: Its code is in S3 \(a\/b\/code\.zip\); --code-dir DIR names a folder/;

describe("Code in S3", () => {
  it("is pointed out, with the option that says where it is", () => {
    using files = project({ "main.yaml": functionOf("a/b/code.zip") });
    const stack = files.compile();
    expect(remarksOn(stack, files.dir).filter((remark) => remark.startsWith("warning main.yaml:7"))).toEqual([
      expect.stringMatching(ELSEWHERE),
    ]);
    expect(propertiesOf(stack, "F").Code).toMatchObject({ S3Key: "a/b/code.zip" });
  });

  it("is found by its base name in the code folder, then beside the template", () => {
    using files = project({ "main.yaml": functionOf("a/b/code.zip"), "code.zip": "" });
    expect(propertiesOf(files.compile(), "F").Code).toBe(join(files.dir, "code.zip"));
    const codeDir = join(files.dir, "packages");
    mkdirSync(codeDir);
    expect(propertiesOf(files.compile({ codeDir }), "F").Code).toBe(join(files.dir, "code.zip"));
    writeFileSync(join(codeDir, "code.zip"), "");
    expect(propertiesOf(files.compile({ codeDir }), "F").Code).toBe(join(codeDir, "code.zip"));
  });

  it.each(["..", ".", "a/..", "../secret", "/", "x/../../secret"])(
    "is not looked for outside of the folder: %s",
    (key) => {
      using files = project({ "in/main.yaml": functionOf(key), secret: "" });
      expect(propertiesOf(files.compile({ codeDir: join(files.dir, "in") }), "F").Code).toMatchObject({ S3Key: key });
    },
  );

  it("is found by the list of assets that CDK writes, in nested stacks too", () => {
    const lambda = { Type: "AWS::Lambda::Function", Properties: { Code: { S3Bucket: "b", S3Key: "1a.zip" } } };
    using files = project({
      "App.template.json": JSON.stringify({
        Resources: {
          F: lambda,
          N: { Type: "AWS::CloudFormation::Stack", Properties: { TemplateURL: "https://s3.x/assets/2b.json" } },
        },
      }),
      "App.assets.json": JSON.stringify({
        files: {
          "1a": { source: { path: "asset.1a", packaging: "zip" }, destinations: { here: { objectKey: "1a.zip" } } },
          "2b": { source: { path: "N.nested.template.json" }, destinations: { here: { objectKey: "2b.json" } } },
        },
      }),
      "N.nested.template.json": JSON.stringify({ Resources: { G: lambda } }),
    });
    const stack = files.compile();
    expect(propertiesOf(stack, "F").Code).toBe(join(files.dir, "asset.1a"));
    expect(propertiesOf(stack, "N/G").Code).toBe(join(files.dir, "asset.1a"));
  });

  it("is found in cdk.out by the parameters that CDK 1 has for it, wherever its template was led to", async () => {
    const hash = "5078c763".repeat(8);
    const parameter = (part: string) => `AssetParameters${hash}${part}DD3A7E9A`;
    const join2 = [0, 1].map((index) => `!Select [${index}, !Split ["||", !Ref ${parameter("S3VersionKey")}]]`).join();
    const parameters = ["S3Bucket", "S3VersionKey", "ArtifactHash"].map(
      (part) => `  ${parameter(part)}: { Type: String }`,
    );
    const code = `{ S3Bucket: !Ref ${parameter("S3Bucket")}, S3Key: !Join ["", [${join2}]] }`;
    using files = project({
      "t.yaml": `Parameters:\n${parameters.join("\n")}\nResources:\n  F: { Type: AWS::Lambda::Function, Properties: { Role: r, Handler: i.h, Runtime: nodejs22.x, Code: ${code} } }\n`,
      [`cdk.out/asset.${hash}/i.js`]: "",
    });
    const stack = await readStack({ template: join(files.dir, "t.yaml") });
    expect(stack.notices).toEqual([]);
    expect(propertiesOf(stack, "F").Code).toBe(join(files.dir, "cdk.out", `asset.${hash}`));
  });

  it("is left alone where CDK says itself which folder it is", () => {
    using files = project({ "main.yaml": functionOf("code.zip", "{ aws:asset:path: asset.1 }"), "code.zip": "" });
    expect(propertiesOf(files.compile(), "F").Code).toMatchObject({ S3Key: "code.zip" });
  });

  it("of a damaged list of assets is the user's mistake", () => {
    using files = project({ "App.template.json": '{"Resources":{}}', "App.assets.json": "{" });
    expect(() => files.compile()).toThrow(UserError);
  });
});
