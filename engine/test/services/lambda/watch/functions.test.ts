import { rename, symlink } from "node:fs/promises";
import { afterEach, describe, expect, it } from "vitest";
import { zip } from "../build/zip-file.ts";
import { functionResource } from "../harness.ts";
import {
  at,
  becomes,
  change,
  FILES,
  handler,
  invoke,
  lambda,
  lastSeq,
  nextBuild,
  put,
  remove,
  saveByRename,
  start,
  startWatching,
} from "./watched.ts";

afterEach(() => lambda[Symbol.asyncDispose]());

describe("a change of a source", () => {
  it("is what the next invocation runs: code that runs where it is", async () => {
    await start();
    expect(await invoke("plain")).toBe("plain 1");
    await change("plain/index.js", handler("plain 2"), "plain");
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
      exports.handler = async () => {
        console.log("under way");
        await new Promise((resolve) => setTimeout(resolve, 500));
        return "old";
      };`;
    await change("plain/index.js", slow, "plain");
    const running = invoke("plain");
    await lambda.journal.waitFor({ type: "log", data: { line: "under way" } });
    await change("plain/index.js", handler("new"), "plain");
    expect(await invoke("plain")).toBe("new");
    expect(await running).toBe("old");
  });

  it("of one function leaves the others' environments alone", async () => {
    await start();
    await change("plain/index.js", handler("plain 2"), "plain");
    expect(lambda.journal.entries({ type: "init", data: { functionName: "built" } })).toHaveLength(1);
  });

  it("that makes no other code is told, and costs no new environment", async () => {
    await start();
    const { data } = await change("shared/text.ts", FILES["shared/text.ts"], "built");
    expect(data).toMatchObject({ status: "unchanged", files: ["shared/text.ts"] });
    expect(await invoke("built")).toBe("built 1");
    expect(lambda.journal.entries({ type: "init", data: { functionName: "built" } })).toHaveLength(1);
  });
});

describe("a folder that is deleted and made again", () => {
  it("is noticed ten times in a row, as with `rm -rf dist && tsc`", async () => {
    await start();
    for (let n = 1; n <= 10; n++) {
      await becomes("plain", `clean build ${n}`, async () => {
        await remove("plain");
        await put("plain/lib/text.js", `exports.text = "clean build ${n}";`);
        await put("plain/index.js", "exports.handler = async () => require('./lib/text.js').text;");
      });
    }
  });

  it("is not deployed while it is gone: the function goes on with its old code and the journal says so", async () => {
    await start();
    const seq = lastSeq();
    await remove("plain");
    const { data } = await nextBuild("plain", seq, { status: "waiting" });
    expect(data).toMatchObject({ missing: at("plain"), keepsCode: true });
    expect(await invoke("plain")).toBe("plain 1");
    const empty = lastSeq();
    await put("plain/other.js", "");
    expect((await nextBuild("plain", empty, { status: "waiting" })).data.missing).toBe(at("plain/index.js"));
    expect(await invoke("plain")).toBe("plain 1");
    await becomes("plain", "back", () => put("plain/index.js", handler("back")));
  });

  it.each<[what: string, functionName: string, manipulate: (answer: string) => Promise<void>]>([
    [
      "a folder of sources that are bundled",
      "built",
      async (answer) => {
        await remove("built");
        await put("built/src/app.ts", `export const handler = async () => ${JSON.stringify(answer)};`);
      },
    ],
    [
      "a folder outside of the function's",
      "built",
      async (answer) => {
        await remove("shared");
        await put("shared/text.ts", `export const text = ${JSON.stringify(answer)};`);
      },
    ],
    [
      "a folder that another takes the place of",
      "plain",
      async (answer) => {
        await put("next/index.js", handler(answer));
        await rename(at("plain"), at("previous"));
        await rename(at("next"), at("plain"));
        await remove("previous");
      },
    ],
    ["a file that is saved by a rename", "plain", (answer) => saveByRename("plain/index.js", handler(answer))],
    [
      "a file that is deleted and written",
      "plain",
      async (answer) => {
        await remove("plain/index.js");
        await put("plain/index.js", handler(answer));
      },
    ],
    [
      "a handler that gets another extension",
      "plain",
      async (answer) => {
        await remove("plain");
        await put("plain/index.mjs", `export const handler = async () => ${JSON.stringify(answer)};`);
      },
    ],
  ])("is followed by the new code, and so is the next change: %s", async (_what, functionName, manipulate) => {
    await start();
    for (const answer of ["first", "second", "third"]) await becomes(functionName, answer, () => manipulate(answer));
  });
});

describe("a link", () => {
  it("is followed to a folder, which may change, and may lead elsewhere", async () => {
    await start({ resources: { Plain: functionResource({ FunctionName: "plain", Code: "current" }) } });
    await put("a/index.js", handler("a 1"));
    await becomes("plain", "a 1", () => symlink(at("a"), at("current")));
    await becomes("plain", "a 2", () => put("a/index.js", handler("a 2")));
    await put("b/index.js", handler("b 1"));
    await becomes("plain", "b 1", async () => {
      await symlink("b", at("current.new"));
      await rename(at("current.new"), at("current"));
    });
    await becomes("plain", "b 2", () => saveByRename("b/index.js", handler("b 2")));
    await becomes("plain", "b 3", async () => {
      await remove("b");
      await put("b/index.js", handler("b 3"));
    });
  });

  it("is followed to a file and to a folder outside of the function's", async () => {
    await start();
    await put("lib/text.js", "exports.text = 'linked 1';");
    await becomes("plain", "linked 1", async () => {
      await remove("plain/index.js");
      await symlink(at("lib"), at("plain/lib"));
      await put("plain/index.js", "exports.handler = async () => require('./lib/text.js').text;");
    });
    await becomes("plain", "linked 2", () => put("lib/text.js", "exports.text = 'linked 2';"));
    await put("lib/other.js", "exports.text = 'linked 3';");
    await becomes("plain", "linked 3", async () => {
      await remove("lib/text.js");
      await symlink("other.js", at("lib/text.js"));
    });
    await becomes("plain", "linked 4", () => saveByRename("lib/other.js", "exports.text = 'linked 4';"));
  });

  it("that leads round in circles is no danger", async () => {
    await start();
    await becomes("plain", "round", async () => {
      await symlink(at("plain"), at("plain/self"));
      await symlink(at("."), at("plain/above"));
      await put("plain/index.js", handler("round"));
    });
    await becomes("plain", "and round", () => put("plain/index.js", handler("and round")));
  });
});

describe("code that appears later", () => {
  it.each<[what: string, properties: Record<string, unknown>, make: (answer: string) => Promise<unknown>]>([
    ["a folder", { Code: "dist" }, (answer) => put("dist/index.js", handler(answer))],
    [
      "a folder in folders that are not there either",
      { Code: "out/a/b" },
      (answer) => put("out/a/b/index.js", handler(answer)),
    ],
    [
      "a folder that is moved to its place whole",
      { Code: "dist" },
      async (answer) => {
        await put(`made-${answer}/index.js`, handler(answer));
        await remove("dist");
        await rename(at(`made-${answer}`), at("dist"));
      },
    ],
    [
      "an archive",
      { Code: "dist.zip" },
      (answer) => put("dist.zip", zip([{ name: "index.js", text: handler(answer) }])),
    ],
    [
      "a package that the template names by an S3 key",
      { Code: { S3Bucket: "b", S3Key: "builds/code.zip" } },
      (answer) => put("code.zip", zip([{ name: "index.js", text: handler(answer) }])),
    ],
  ])("is deployed, and so is its next change: %s", async (_what, properties, make) => {
    await start({ files: {}, resources: { Plain: functionResource({ FunctionName: "plain", ...properties }) } });
    await becomes("plain", "first", () => make("first"));
    await becomes("plain", "second", () => make("second"));
  });

  it("is a layer's too", async () => {
    const resources = {
      Layer: { Type: "AWS::Lambda::LayerVersion", Properties: { LayerName: "layer", Content: "layer" } },
      Plain: functionResource({
        FunctionName: "plain",
        Code: "plain",
        Layers: ["arn:aws:lambda:us-east-1:000000000000:layer:layer:1"],
      }),
    };
    const files = {
      "plain/index.js": "exports.handler = async () => require('shared').text;",
      "layer/nodejs/node_modules/shared/index.js": "exports.text = 'layer 1';",
    };
    await start({ files, resources });
    expect(await invoke("plain")).toBe("layer 1");
    await becomes("plain", "layer 2", async () => {
      await remove("layer");
      await put("layer/nodejs/node_modules/shared/index.js", "exports.text = 'layer 2';");
    });
  });
});

describe("a change between the start of the engine and the first look", () => {
  it("is not lost", async () => {
    await startWatching({
      files: {
        "plain/index.js": `${handler("early")}\nrequire("node:fs").writeFileSync(__filename, process.env.NEXT);`,
      },
      resources: {
        Plain: functionResource({
          FunctionName: "plain",
          Code: "plain",
          Environment: { Variables: { NEXT: handler("late") } },
        }),
      },
    });
    await nextBuild("plain", 0, { status: "built", files: undefined });
    await lambda.journal.waitFor(({ type, data }) => type === "build" && data.files !== undefined);
    expect(await invoke("plain")).toBe("late");
  });
});
