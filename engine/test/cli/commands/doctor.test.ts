import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { examine, type Machine } from "../../../src/cli/commands/doctor/checks.ts";
import { doctor, runDoctor } from "../../../src/cli/commands/doctor/doctor.ts";
import { thisMachine } from "../../../src/cli/commands/doctor/machine.ts";
import { startEngine } from "../../../src/engine.ts";
import type { Prerequisites } from "../../../src/prerequisites.ts";
import { engineAt } from "../../../src/running/running-engine.ts";
import { fixture } from "../../stacks/fixture.ts";
import { argsOf, testStreams } from "./streams.ts";

const has = (more: Partial<Prerequisites>) => async () =>
  ({ store: "installed", hasSdk: true, python: "3.12", ...more }) as const;

const well: Machine = {
  nodeVersion: "22.1.0",
  prerequisites: has({}),
  endpoint: "http://127.0.0.1:3001",
  engineStatus: async () => "nothing",
  cacheDir: "/cache",
  dataDir: "/project/.portcullis",
  tryToWrite: async () => undefined,
  nowMs: Date.UTC(2026, 10, 30),
  lookup: async () => "127.0.0.1",
  credentials: "none",
};

const rowOf = async (subject: string, more: Partial<Machine>) =>
  (await examine({ ...well, ...more })).find((row) => row.subject === subject);

const rejecting = async () => {
  throw new Error("no");
};

describe("examine", () => {
  it("finds everything well on a machine that has all", async () => {
    const rows = await examine(well);
    expect(rows.map(({ state }) => state)).toEqual(rows.map(() => "ok"));
  });

  it.each<[string, string, string, Partial<Machine>]>([
    ["Node.js", "ok", "20.19.0", { nodeVersion: "20.19.0" }],
    ["Node.js", "fail", "20.18.3", { nodeVersion: "20.18.3" }],
    ["AWS SDK", "ok", "npm fetches it once", { prerequisites: has({ hasSdk: false }) }],
    ["Python", "warn", "none of 3.8", { prerequisites: has({ python: undefined }) }],
    ["DynamoDB store", "ok", "is in the cache", { prerequisites: has({ store: "cached" }) }],
    ["DynamoDB store", "warn", "is not here yet", { prerequisites: has({ store: "npm" }) }],
    ["DynamoDB store", "warn", "none for this platform", { prerequisites: has({ store: "nowhere" }) }],
    ["Port", "warn", "127.0.0.1:3001 is another program's", { engineStatus: async () => "another program" }],
    ["Port", "ok", "127.0.0.1:3001 is the running engine's", { engineStatus: async () => "ready" }],
    ["Engine", "ok", "runs at http://127.0.0.1:3001", { engineStatus: async () => "ready" }],
    ["Engine", "warn", "is degraded", { engineStatus: async () => "degraded" }],
    ["Cache folder", "fail", "/cache cannot be written to", { tryToWrite: rejecting }],
    ["Data folder", "fail", "/project/.portcullis cannot be written to", { tryToWrite: rejecting }],
    ["Clock", "warn", "1970-01-01", { nowMs: 0 }],
    ["Names", "warn", "*.localhost leads nowhere", { lookup: rejecting }],
    ["Names", "warn", "*.localhost leads to 10.0.0.1", { lookup: async () => "10.0.0.1" }],
    ["AWS credentials", "ok", "are in the environment", { credentials: "environment" }],
    ["AWS credentials", "ok", "are in a file", { credentials: "file" }],
    ["Python", "warn", "could not be checked", { prerequisites: rejecting }],
  ])("says of %s: %s, %s", async (subject, state, message, more) => {
    const row = await rowOf(subject, more);
    expect(row).toMatchObject({ state, message: expect.stringContaining(message) });
    expect(row?.remedy === undefined).toBe(state === "ok");
  });
});

describe("portcullis doctor", () => {
  async function run(machine: Machine, ...argv: string[]) {
    const streams = testStreams();
    const code = await runDoctor(argsOf(doctor, argv), streams, machine);
    return { code, printed: streams.printed() };
  }

  it("prints a row each, with the remedy below, and ends with 1 on a fail", async () => {
    const { code, printed } = await run({ ...well, nodeVersion: "18.0.0" });
    expect(code).toBe(1);
    expect(printed).toContain(
      "fail  Node.js          18.0.0\n                       Install Node.js 20.19 or newer.\n",
    );
    expect((await run({ ...well, lookup: rejecting })).code).toBe(0);
  });

  it("prints JSON", async () => {
    const { printed } = await run(well, "--json");
    expect(JSON.parse(printed).rows[0]).toEqual({ subject: "Node.js", state: "ok", message: "22.1.0" });
  });
});

describe("this machine", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "portcullis-doctor-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("is fit for the engine that runs on it", async () => {
    await using engine = await startEngine({ template: fixture("tools/template.yaml") });
    const machine = thisMachine(engineAt(engine.endpoint), folder);
    expect(await machine.engineStatus()).toBe("ready");
    expect((await machine.prerequisites()).store).toMatch(/installed|cached|npm/);
    const rows = await examine(machine);
    expect(rows.filter(({ state }) => state === "fail")).toEqual([]);
  });

  it("is left as it was", async () => {
    const machine = thisMachine(engineAt("http://127.0.0.1:1"), folder);
    await machine.tryToWrite(folder);
    await machine.tryToWrite(join(folder, "not", "there"));
    expect(await readdir(folder)).toEqual([]);
    expect(await machine.engineStatus()).toBe("nothing");
  });

  it.skipIf(process.getuid?.() === 0)("tells of a folder that may only be read", async () => {
    await chmod(folder, 0o500);
    const machine = thisMachine(engineAt("http://127.0.0.1:1"), folder);
    await expect(machine.tryToWrite(folder)).rejects.toThrow();
    await chmod(folder, 0o700);
  });
});
