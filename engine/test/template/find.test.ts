import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UserError } from "../../src/kernel/errors.ts";
import { findTemplate } from "../../src/template/find.ts";

describe("findTemplate()", () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "find-"));
  });
  afterEach(() => rm(dir, { recursive: true }));

  async function put(...names: string[]): Promise<void> {
    for (const name of names) {
      await mkdir(dirname(join(dir, name)), { recursive: true });
      await writeFile(join(dir, name), "");
    }
  }

  it("gives a file that was named", async () => {
    await put("other.yaml", "template.yaml");
    expect(await findTemplate(join(dir, "other.yaml"))).toBe(join(dir, "other.yaml"));
  });

  it.each([
    [["template.json", "template.yml", "template.yaml"], "template.yaml"],
    [["template.yaml", ".aws-sam/build/template.yaml"], ".aws-sam/build/template.yaml"],
    [["template.yaml", ".aws-sam/build.toml"], "template.yaml"],
    [["template.json", "template.yml"], "template.yml"],
    [["template.json", "cdk.out/A.template.json"], "template.json"],
    [["cdk.out/assembly-Prod/A.template.json", "cdk.out/manifest.json"], "cdk.out/assembly-Prod/A.template.json"],
    [
      [
        ".serverless/cloudformation-template-create-stack.json",
        ".serverless/cloudformation-template-update-stack.json",
      ],
      ".serverless/cloudformation-template-update-stack.json",
    ],
    [
      ["cdk.out/A.template.json", "cdk.out/A.assets.json", "cdk.out/AN.nested.template.json"],
      "cdk.out/A.template.json",
    ],
    [["A.template.json"], "A.template.json"],
  ])("finds among %j the file %s", async (names, found) => {
    await put(...names);
    expect(await findTemplate(dir)).toBe(join(dir, found));
  });

  it("says what it looked for in a folder without one", async () => {
    const error = await findTemplate(dir).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({
      message: `No template in ${dir}.`,
      hint: "Give the path of one; looked for template.yaml, template.yml, template.json, .serverless/cloudformation-template-update-stack.json and cdk.out/*.template.json.",
    });
  });

  it("does not choose between several stacks of one CDK application", async () => {
    await put("cdk.out/A.template.json", "cdk.out/B.template.json");
    await expect(findTemplate(dir)).rejects.toThrow(/Several templates .*A\.template\.json.*B\.template\.json/);
  });

  it("says that a path does not exist", async () => {
    await expect(findTemplate(join(dir, "nowhere"))).rejects.toThrow(/nowhere does not exist/);
  });
});
