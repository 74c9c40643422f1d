import { cp, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { manifestOf } from "../../../scripts/packages/table.mjs";
import { run } from "../../support/packages.ts";
import { installProgram, type Program } from "../../support/programs.ts";
import { root, type System, startSystem } from "../../support/system.ts";
import { type Control, serveControl } from "./control.ts";
import { RUNTIMES } from "./runtimes.ts";

/** A walk takes 4 seconds; a program of a hundred megabytes may have to be fetched before. */
const TIMEOUT_MS = 300_000;

let system: System;
let control: Control;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "portcullis-runtimes-"));
  await cp(join(root, "e2e/fixtures/runtimes"), folder, { recursive: true });
  await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  await run("npm", ["pack", "--pack-destination", folder], join(root, "client"));
  const archive = (await readdir(folder)).find((file) => file.endsWith(".tgz")) ?? "";
  const { ws } = manifestOf("").devDependencies;
  await run(
    "npm",
    ["install", "--no-audit", "--no-fund", "--prefer-offline", join(folder, archive), `ws@${ws}`],
    folder,
  );
  system = await startSystem();
  control = await serveControl(system);
}, TIMEOUT_MS);

afterAll(async () => {
  await control?.[Symbol.asyncDispose]();
  await system?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** Resolves with the path of a program, or skips the test and says why: offline, or npm has none for this platform. */
async function programOf(program: Program | undefined, skip: (note: string) => void): Promise<string> {
  if (!program) return "";
  return installProgram(program).catch((error: Error) => {
    const note = `${program.name} ${program.version} could not be installed: ${error.message}`;
    console.warn(note);
    skip(note);
    return "";
  });
}

describe("the packed client", () => {
  it.for(RUNTIMES)("goes all the way on $name", { timeout: TIMEOUT_MS }, async (runtime, { skip }) => {
    const name = runtime.name.toLowerCase().replaceAll(/[^a-z\d]+/g, "-");
    const program = await programOf(runtime.program, skip);
    const place = { folder, control: control.url, url: system.url, name };
    expect(await runtime.walk(place, program)).toEqual({
      refusal: "handshake_failed",
      reasons: ["connect", "expired"],
      pushed: ["first", "last"],
      users: [name],
      asked: "unknown_action",
      closed: { code: "connection_lost", isSaid: true, recovered: true },
      cut: { code: "connection_lost", isSaid: false, recovered: true },
      handedOver: { hasAnother: true, pushed: ["moved"], states: [] },
    });
  });
});
