import { truncate } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { UnzippedSizeError } from "../../../../src/services/lambda/build/zip.ts";
import { withinSize } from "../../../../src/services/lambda/deployment/package-size.ts";
import { zip } from "../build/zip-file.ts";
import { functionResource, type Harness, startLambda } from "../harness.ts";

const LIMIT = 262_144_000;
const { message: TOO_LARGE } = new UnzippedSizeError();

let lambda: Harness;
afterEach(() => lambda?.[Symbol.asyncDispose]());

const code = { name: "index.js", text: "exports.handler = async () => 'runs';" };

describe("a function's archive of 250 MB unpacked", () => {
  it("is refused with one error that names the function and its place, and the others run", async () => {
    lambda = await startLambda({
      files: { "large.zip": zip([code, { name: "zeros", text: Buffer.alloc(LIMIT) }]), "small.zip": zip([code]) },
      resources: {
        Large: functionResource({ FunctionName: "large", Code: "large.zip" }),
        Small: functionResource({ FunctionName: "small", Code: "small.zip" }),
      },
    });
    const message = `Large cannot run: ${lambda.baseDir}/large.zip cannot be unpacked: ${TOO_LARGE}.`;
    const errors = lambda.journal.entries({ type: "build-error" }).map(({ data }) => data);
    expect(errors).toEqual([expect.objectContaining({ logicalId: "Large", message, location: "template.yaml:10" })]);
    await expect(lambda.invoke("large")).rejects.toMatchObject({ message: expect.stringContaining(TOO_LARGE) });
    expect((await lambda.invoke("small")).json).toBe("runs");
  });

  it("is refused when its layers make it as large", () => {
    const built = { status: "built", taskRoot: "/", inputs: [], unzippedBytes: 100_000_000 } as const;
    const layers = [{ unzippedBytes: 100_000_000 }, { unzippedBytes: LIMIT - 200_000_000 - 1 }];
    expect(withinSize(built, layers)).toBe(built);
    expect(withinSize(built, [...layers, { unzippedBytes: 1 }])).toEqual({
      status: "unavailable",
      reason: `with its layers it is too large: ${TOO_LARGE}`,
      isRefused: true,
    });
    expect(withinSize(built, [{ unzippedBytes: Number.POSITIVE_INFINITY }])).toMatchObject({ isRefused: true });
  });
});

describe("a function's folder of 250 MB", () => {
  it("runs, with a warning that names the function and its place; packages do not count before a build", async () => {
    const resources = {
      Large: functionResource({ FunctionName: "large", Code: "large" }),
      Modules: functionResource({ FunctionName: "modules", Code: "modules" }),
      Built: functionResource({ FunctionName: "built", Code: ".aws-sam/build/Built" }),
    };
    const files = {
      "large/index.js": code.text,
      "large/data.bin": "",
      "modules/index.js": code.text,
      "modules/node_modules/p/data.bin": "",
      ".aws-sam/build/Built/index.js": code.text,
      ".aws-sam/build/Built/node_modules/p/data.bin": "",
    };
    // The files are there before the service is started.
    lambda = await startLambda({ files, resources: {} });
    const { baseDir } = lambda;
    // Without content: no disk is filled.
    for (const file of Object.keys(files).filter((name) => name.endsWith(".bin")))
      await truncate(join(baseDir, file), LIMIT);
    await using sized = await startLambda({ baseDir, resources });
    const warning = (logicalId: string) => sized.journal.waitFor({ type: "warning", data: { logicalId } });
    const message = expect.stringContaining(TOO_LARGE);
    expect((await warning("Large")).data).toMatchObject({ message, location: "template.yaml:10" });
    expect((await warning("Built")).data).toMatchObject({ message, location: "template.yaml:30" });
    expect(sized.journal.entries({ type: "warning", data: { logicalId: "Modules" } })).toEqual([]);
    expect((await sized.invoke("large")).json).toBe("runs");
  });
});
