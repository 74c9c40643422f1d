import { writeFile } from "node:fs/promises";
import { afterEach, describe, expect, it } from "vitest";
import { hasProc, marked, newMark } from "../environment/survivors.ts";
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
  run,
  start,
} from "./watched.ts";

afterEach(() => lambda[Symbol.asyncDispose]());

describe("a build that fails", () => {
  it("says where, and leaves the function its old code until it is mended", async () => {
    await start();
    const broken = "export const handler = async () => {\n  return 1 +;\n};";
    const { data } = await change("built/src/app.ts", broken, "built");
    expect(data).toMatchObject({ status: "failed", keepsCode: true });
    const [error] = lambda.journal.entries({ type: "build-error" });
    expect(error?.data).toMatchObject({
      functionName: "built",
      logicalId: "Built",
      message: 'Unexpected ";"',
      location: `${lambda.baseDir}/built/src/app.ts:2:13`,
    });
    expect(await invoke("built")).toBe("built 1");
    await becomes("built", "mended", () => put("built/src/app.ts", "export const handler = async () => 'mended';"));
  });

  it("at the start answers UserCodeSyntaxError, until it is mended", async () => {
    await start({ files: { ...FILES, "built/src/app.ts": "export const handler = 1 +;" } });
    expect(await invoke("built")).toMatchObject({
      errorType: "Runtime.UserCodeSyntaxError",
      errorMessage: 'SyntaxError: Unexpected ";"',
      trace: [expect.any(String), `    at ${lambda.baseDir}/built/src/app.ts:1:27`],
    });
    await becomes("built", "mended", () => put("built/src/app.ts", "export const handler = async () => 'mended';"));
  });

  it("is retried when a file outside of the function's folder is mended", async () => {
    await start();
    expect((await change("shared/text.ts", "export const text = ;", "built")).data.status).toBe("failed");
    await becomes("built", "mended", () => put("shared/text.ts", "export const text = 'mended';"));
    const seq = lastSeq();
    await remove("shared");
    await nextBuild("built", seq, { status: "failed" });
    expect(await invoke("built")).toBe("mended");
    await becomes("built", "back", () => put("shared/text.ts", "export const text = 'back';"));
  });

  it.each<[what: string, specifier: string, folder: string]>([
    ["a package", "left-pad", "built/node_modules/left-pad"],
    ["a package above the function's folder", "left-pad", "node_modules/left-pad"],
    ["a scoped package", "@a/b", "node_modules/@a/b"],
    ["a file of a package", "@a/b/lib/text.js", "node_modules/@a/b"],
    ["a folder beside the function's", "../../later", "later"],
  ])("for want of %s is retried when that is there", async (_what, specifier, folder) => {
    const app = `import { text } from ${JSON.stringify(specifier)};\nexport const handler = async () => text;`;
    await start({ files: { ...FILES, "built/src/app.ts": app } });
    expect(await invoke("built")).toMatchObject({ errorType: "Runtime.UserCodeSyntaxError" });
    await becomes("built", "installed", async () => {
      await put(`${folder}/package.json`, '{"main":"./lib/text.js"}');
      await put(`${folder}/lib/text.js`, "exports.text = 'installed';");
    });
  });

  it("for want of a package is retried after `npm install`", async () => {
    const app = `import { text } from "local-package";\nexport const handler = async () => text;`;
    const manifest = JSON.stringify({ name: "local-package", version: "1.0.0", main: "index.js" });
    await start({
      files: {
        ...FILES,
        "built/src/app.ts": app,
        "built/package.json": "{}",
        "packages/local/package.json": manifest,
        "packages/local/index.js": "exports.text = 'by npm';",
      },
    });
    await becomes("built", "by npm", () =>
      run("npm", ["install", "--offline", "--no-audit", "--install-links", at("packages/local")], { cwd: at("built") }),
    );
  });
});

describe("packages", () => {
  it("that are installed anew are loaded anew, though `node_modules` is not watched", async () => {
    const files = {
      "plain/index.js": "exports.handler = async () => require('p').text;",
      "plain/node_modules/p/index.js": "exports.text = 'p 1';",
    };
    await start({ files });
    expect(await invoke("plain")).toBe("p 1");
    await becomes("plain", "p 2", async () => {
      await put("plain/node_modules/p/index.js", "exports.text = 'p 2';");
      await put("plain/node_modules/.package-lock.json", "{}");
    });
  });
});

describe("a change while the last one is being built", () => {
  it("is built too", async () => {
    await start();
    for (let n = 0; n < 4; n++) {
      await becomes("built", `change ${n}`, async () => {
        const written = lastSeq();
        await put("shared/text.ts", `export const text = 'between ${n}';`);
        if (n % 2 === 0) await nextBuild("built", written);
        await put("shared/text.ts", `export const text = 'change ${n}';`);
      });
    }
  });

  it("is built too, when the build takes long", async () => {
    const makefile = "build-Made:\n\tcp index.js $(ARTIFACTS_DIR)/\n\twhile [ ! -e $(GATE) ]; do sleep 0.01; done\n";
    await start({
      files: { "made/index.js": handler("made 1"), "made/Makefile": makefile.replace("$(GATE)", "/dev/null") },
      resources: { Made: functionResource({ FunctionName: "made", Code: "made" }, { BuildMethod: "makefile" }) },
    });
    const gate = at("gate");
    const seq = lastSeq();
    await put("made/Makefile", makefile.replace("$(GATE)", gate));
    await put("made/index.js", handler("made 2"));
    await nextBuild("made", seq, { status: "started" });
    await becomes("made", "made 3", async () => {
      await put("made/index.js", handler("made 3"));
      await writeFile(gate, "");
    });
  });
});

describe.runIf(hasProc)("a build that goes on when the engine ends", () => {
  it("is ended too, with all that it started", async () => {
    const mark = newMark();
    const makefile = `build-Made:\n\tcp index.js $(ARTIFACTS_DIR)/\n\t$(SLEEP)\n`;
    await start({
      files: { "made/index.js": handler("made 1"), "made/Makefile": makefile.replace("$(SLEEP)", ":") },
      resources: { Made: functionResource({ FunctionName: "made", Code: "made" }, { BuildMethod: "makefile" }) },
    });
    await put("made/Makefile", makefile.replace("$(SLEEP)", `sh -c ': ${mark}; sleep 600; :'`));
    await expect.poll(() => marked(mark)).not.toEqual([]);
    await lambda.service[Symbol.asyncDispose]();
    expect(marked(mark)).toEqual([]);
  });
});
