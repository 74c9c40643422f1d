import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parseCommand } from "../../src/cli/args.ts";
import { init, makeProject } from "../../src/cli/commands/init/init.ts";
import { readInitOptions } from "../../src/cli/commands/init/options.ts";
import type { Parts } from "../../src/cli/commands/init/project.ts";

const home = mkdtempSync(join(tmpdir(), "portcullis-init-"));
afterAll(() => rmSync(home, { recursive: true }));

function optionsOf(...argv: readonly string[]) {
  const args = parseCommand(init, argv);
  if (args === "help") throw new Error("It is no help.");
  return readInitOptions(args, home);
}

const PARTS: Parts = {
  app: { "package.json": '{"name":"{{name}}"}', "src/env.ts": "", "samconfig.toml": "{{tokens}} / {{prodTokens}}" },
  http: { "src/http.ts": "", "template.yaml": "with HTTP" },
  withoutHttp: { "template.yaml": "without" },
  minimal: { "chat.mjs": "{{name}}" },
};

const make = (...argv: readonly string[]) =>
  makeProject(optionsOf(...argv, "--no-install"), PARTS, new AbortController().signal);
const read = (...parts: readonly string[]) => readFileSync(join(home, ...parts), "utf8");
const below = (folder: string) => readdirSync(join(home, folder), { recursive: true }).sort();

describe("portcullis init", () => {
  it("writes the whole app under the folder's name, its parents too", async () => {
    expect(await make("deep/My API")).toEqual({ files: 5, overwritten: [], installed: false });
    expect(below("deep/My API")).toEqual([
      "package.json",
      "samconfig.toml",
      "src",
      "src/env.ts",
      "src/http.ts",
      "template.yaml",
    ]);
    expect(read("deep/My API/package.json")).toBe('{"name":"my-api"}');
    expect(read("deep/My API/samconfig.toml")).toBe("TestTools=true / StageName=prod");
  });

  it("leaves the HTTP endpoints out, and takes a name and an identity provider", async () => {
    const provider = ["--jwks-url", "https://id.example/keys", "--issuer", "https://id.example/", "--audience", "api"];
    await make("other", "--no-http", "--name", "orders", "--auth", "jwks", ...provider);
    expect(read("other/template.yaml")).toBe("without");
    expect(read("other/package.json")).toBe('{"name":"orders"}');
    const settings = "JwksUri=https://id.example/keys JwtIssuer=https://id.example/ JwtAudience=api";
    expect(read("other/samconfig.toml")).toBe(`${settings} / StageName=prod ${settings}`);
  });

  it("writes a small chat alone", async () => {
    await make("chat", "--minimal");
    expect(below("chat")).toEqual(["chat.mjs"]);
  });

  it("refuses a folder that is not empty with what is in the way, and leaves it as it is", async () => {
    mkdirSync(join(home, "full/.git"), { recursive: true });
    for (const name of ["a", "b", "c", "d", "e", "package.json"]) writeFileSync(join(home, "full", name), "mine");
    await expect(make("full")).rejects.toThrow(/is not empty: it has a, b, c, d, e and 1 more\.$/);
    expect(read("full/package.json")).toBe("mine");
    expect(below("full")).toHaveLength(7);
  });

  it("takes a folder with nothing but a repository in it", async () => {
    mkdirSync(join(home, "cloned/.git"), { recursive: true });
    expect(await make("cloned")).toMatchObject({ files: 5, overwritten: [] });
  });

  it("overwrites with --force, tells each file, and leaves others", async () => {
    mkdirSync(join(home, "forced/src"), { recursive: true });
    for (const name of ["package.json", "src/mine.ts"]) writeFileSync(join(home, "forced", name), "mine");
    expect(await make("forced", "--force")).toMatchObject({ overwritten: [join(home, "forced/package.json")] });
    expect(read("forced/src/mine.ts")).toBe("mine");
    expect(read("forced/src/env.ts")).toBe("");
  });

  it("with --force moves nothing where a folder has a file's name", async () => {
    mkdirSync(join(home, "odd/package.json"), { recursive: true });
    await expect(make("odd", "--force")).rejects.toThrow(/package\.json is in the way: it is a folder\.$/);
    expect(below("odd")).toEqual(["package.json"]);
  });

  it("that is interrupted leaves nothing, not even the folders that it made", async () => {
    const interruption = AbortSignal.abort(new Error("Interrupted."));
    const options = optionsOf("new/project", "--no-install");
    await expect(makeProject(options, PARTS, interruption)).rejects.toThrow("Interrupted.");
    expect(readdirSync(home)).not.toContain("new");
    mkdirSync(join(home, "empty"));
    await expect(makeProject({ ...options, folder: join(home, "empty") }, PARTS, interruption)).rejects.toThrow();
    expect(below("empty")).toEqual([]);
  });

  it("says in a sentence that it may not write there", async () => {
    writeFileSync(join(home, "file"), "");
    await expect(make("file")).rejects.toThrow(/file is a file\.$/);
    await expect(make("file/project")).rejects.toThrow(/^Nothing can be made in .*project: ENOTDIR/);
  });

  it.each([
    [["x", "--name", "My API"], "--name takes a small letter"],
    [["42"], "The folder's name makes no name of a stack: 42."],
    [["x", "--auth", "none"], "--auth takes secret or jwks"],
    [["x", "--auth", "jwks"], "--auth jwks needs --jwks-url."],
    [["x", "--jwks-url", "https://id.example"], "--auth jwks needs --issuer."],
    [["x", "--auth", "secret", "--issuer", "i"], "--issuer goes with --auth jwks."],
    [["x", "--jwks-url", "http://a", "--issuer", "i", "--audience", "a"], "begins with https://"],
    [["x", "--jwks-url", "https://a", "--issuer", "i", "--audience", 'a" b="c'], "--audience takes no spaces"],
    [["x", "--minimal", "--no-http"], "--no-http is of the whole app"],
    [["x", "--minimal", "--auth", "jwks"], "--auth is of the whole app"],
  ])("refuses %j", (argv, message) => {
    expect(() => optionsOf(...argv)).toThrow(message);
  });
});
