import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runValidate, validate } from "../../../src/cli/commands/validate.ts";
import { argsOf, testStreams } from "./streams.ts";

const TEMPLATE = `Resources:
  Jobs:
    Type: AWS::SQS::Queue
  Files:
    Type: AWS::S3::Bucket
`;

const MISTAKEN = `Resources:
  Jobs:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !Ref Nothing
`;

describe("validate --json", () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "portcullis-validate-"));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function judge(text: string, name = "template.yaml") {
    const template = join(folder, name);
    if (text) await writeFile(template, text);
    const streams = testStreams();
    const exitCode = await runValidate(argsOf(validate, [template, "--json"]), streams);
    return { template, exitCode, findings: JSON.parse(streams.printed()) };
  }

  it("says of each resource what becomes of it, and where it stands", async () => {
    const { template, exitCode, findings } = await judge(TEMPLATE);
    expect(exitCode).toBe(0);
    expect(findings.template).toBe(template);
    expect(findings.resources).toMatchObject([
      { logicalId: "Jobs", type: "AWS::SQS::Queue", verdict: "emulated", location: { file: template, line: 2 } },
      { logicalId: "Files", type: "AWS::S3::Bucket", verdict: "inert", location: { file: template, line: 4 } },
    ]);
  });

  it("ends with 1 and has the mistake with its line", async () => {
    const { template, exitCode, findings } = await judge(MISTAKEN, "mistaken.yaml");
    expect(exitCode).toBe(1);
    expect(findings.notices).toContainEqual(
      expect.objectContaining({
        severity: "error",
        message: expect.stringContaining("Nothing"),
        location: expect.objectContaining({ file: template, line: 5 }),
      }),
    );
  });

  it("ends with 1 and has a notice when there is no template", async () => {
    const { exitCode, findings } = await judge("", "none.yaml");
    expect(exitCode).toBe(1);
    expect(findings).toMatchObject({ notices: [{ severity: "error", code: "not-read" }], resources: [] });
  });
});
