import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clientsOf, drain, read, writers } from "../support/kept-writes.ts";
import { durableTemplate, surviveKills } from "../support/killing.ts";
import { spawnEngine, startSystem } from "../support/system.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "portcullis-data-"));
});
afterAll(() => rm(folder, { recursive: true }));

const start = (name: string) => startSystem(durableTemplate, ["--data", join(folder, name)]);

describe("portcullis start --data, killed", () => {
  it("keeps what it acknowledged, three times over", async () => {
    expect(await surviveKills(3, 69)).toBeGreaterThan(20);
  });
});

describe("portcullis start --data, stopped by SIGTERM", () => {
  it("has everything that it accepted and had not delivered when it starts again, and stays as far ahead in time", async () => {
    const numbers = Array.from({ length: 10 }, (_, number) => number);
    const stopped = await start("stopped");
    await stopped.advance(3600);
    const before = clientsOf(stopped);
    await Promise.all(numbers.flatMap((number) => writers.map((writer) => writer.write(before, number))));
    await stopped[Symbol.asyncDispose]();
    expect(stopped.process.exitCode).toBe(0);

    await using system = await start("stopped");
    expect(await system.advance(1)).toBeGreaterThan(3590);
    const clients = clientsOf(system);
    const sorted = (bodies: readonly string[], numberOf: (body: string) => number) =>
      [...new Set(bodies.map(numberOf))].sort((a, b) => a - b);
    expect(sorted(await drain(clients, "standard"), Number)).toEqual(numbers);
    expect(await drain(clients, "ordered.fifo")).toHaveLength(2 * numbers.length);
    expect(sorted(await drain(clients, "events"), (body) => JSON.parse(body).detail.id)).toEqual(numbers);
    expect(sorted(await drain(clients, "news"), Number)).toEqual(numbers);
    for (const number of numbers) expect(await read.secret(clients, number)).toBe(`value-${number}`);
    const results: string[] = [];
    const processed = async () => {
      results.push(...(await drain(clients, "results")));
      return sorted(results, (body) => JSON.parse(body).requestPayload.id);
    };
    await expect.poll(processed).toEqual(numbers);
  });
});

/** Runs the command until it ends by itself. */
async function failure(directory: string): Promise<{ code: number | null; said: string }> {
  const engine = spawnEngine(durableTemplate, ["--data", directory]);
  let said = "";
  for (const stream of [engine.stdout, engine.stderr])
    stream.on("data", (chunk) => {
      said += chunk;
    });
  const code = await new Promise<number | null>((resolve) => engine.once("close", resolve));
  return { code, said };
}

describe("portcullis start --data, twice", () => {
  it("refuses the second engine in one message that names the first, by whatever path the folder is given", async () => {
    await using first = await start("shared");
    await symlink(join(folder, "shared"), join(folder, "link"));
    const { code, said } = await failure(join(folder, "link"));
    expect(code).toBe(1);
    expect(said).toContain(`Another engine uses ${join(folder, "shared")}: process ${first.process.pid} on `);
    expect(said).not.toMatch(/^\s+at /m);
    // The first one has lost nothing by it.
    const clients = clientsOf(first);
    for (const writer of writers) await writer.write(clients, 1);
    expect(await read.item(clients, 1)).toBe("item-1");
  });
});
