import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../support/packages.ts";
import { cli, root } from "../support/system.ts";

const create = join(root, "create-portcullis/bin/create-portcullis.mjs");

let folder: string;
const at = (...parts: string[]) => join(folder, ...parts);
const node = (args: readonly string[], cwd = folder) => run(process.execPath, args, cwd);
const validate = (project: string) => node([cli, "validate"], at(project));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "portcullis-init-"));
  // Functions find what npm would have installed.
  await symlink(join(root, "node_modules"), at("node_modules"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("a project of portcullis init", () => {
  it.each([
    ["the app", []],
    ["the app without HTTP endpoints", ["--no-http"]],
    ["the chat", ["--minimal"]],
  ])("has nothing wrong with it: %s", async (_what, options) => {
    const name = `project${options[0] ?? ""}`;
    const told = await node([cli, "init", name, "--no-install", ...options]);
    expect(told).toMatch(
      new RegExp(`^Made \\d+ files in ${name}\\.\n\n {2}cd ${name}\n {2}npm install\n {2}npm start `),
    );
    const report = await validate(name);
    expect(report).toMatch(/^emulated: /m);
    expect(report).not.toMatch(/^(error|warning|refused):/m);
  });

  it("says nothing of this repository", async () => {
    await node([cli, "init", "quiet", "--no-install"]);
    for (const file of ["template.yaml", "samconfig.toml", "src/aws/lambda/events.ts"])
      expect(await readFile(at("quiet", file), "utf8")).not.toMatch(/docs\/|repository|@portcullis\/contract|\{\{/);
  });

  it("without HTTP endpoints has nothing of them in its template, and a dashboard that is JSON still", async () => {
    await node([cli, "init", "deaf", "--no-http", "--no-install"]);
    const template = await readFile(at("deaf/template.yaml"), "utf8");
    expect(template).not.toMatch(/HttpApi|HttpUri|HttpAuthorizer|CreateTicket|RunRequest|RequestQueue/);
    const [, dashboard = ""] = /DashboardBody: !Sub \|\n((?: {8}.*\n)+)/.exec(template) ?? [];
    expect(JSON.parse(dashboard).widgets).not.toEqual([]);
  });

  it("leaves nothing when Ctrl-C comes while npm installs, and exits with 130", async () => {
    await mkdir(at("bin"));
    // An npm that begins and does not end.
    await writeFile(at("bin/npm"), "#!/bin/sh\ntouch begun\nexec sleep 60\n", { mode: 0o755 });
    const env = { ...process.env, PATH: `${at("bin")}:${process.env.PATH}` };
    const child = spawn(process.execPath, [cli, "init", "deep/interrupted"], { cwd: folder, env });
    const exited = once(child, "exit");
    await expect
      .poll(() => readdir(at("deep"), { recursive: true }).catch(() => []))
      .toContainEqual(expect.stringMatching(/begun$/));
    child.kill("SIGINT");
    expect(await exited).toEqual([130, null]);
    expect(await readdir(folder)).not.toContain("deep");
  });

  it("is the same from npm create portcullis", async () => {
    await node([create, "created", "--minimal", "--no-install"]);
    await node([cli, "init", "initialised", "--name", "created", "--minimal", "--no-install"]);
    expect(await run("diff", ["-r", "created", "initialised"], folder)).toBe("");
  });
});
