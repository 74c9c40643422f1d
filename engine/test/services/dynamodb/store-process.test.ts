import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { findStoreBinary } from "../../../src/services/dynamodb/store/binary.ts";
import { ownerOf } from "../../../src/services/dynamodb/store/owner.ts";
import { startStoreProcess } from "../../../src/services/dynamodb/store/process.ts";
import { startTables } from "./tables.ts";

const findBinary = () =>
  findStoreBinary({ cacheDir: join(tmpdir(), "portcullis-none"), journal: { record: () => undefined } });

const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });

async function untilClosed(port: number): Promise<void> {
  while (await isListening(port)) await new Promise((resolve) => setImmediate(resolve));
}

describe("startStoreProcess", () => {
  it("listens on a loopback port, and no longer once disposed", async () => {
    const store = await startStoreProcess({ binary: await findBinary(), file: undefined });
    expect(await isListening(store.port)).toBe(true);
    await store[Symbol.asyncDispose]();
    expect(await isListening(store.port)).toBe(false);
  });

  it("gives each of many that start at once a port of its own", async () => {
    const binary = await findBinary();
    const stores = await Promise.all(Array.from({ length: 6 }, () => startStoreProcess({ binary, file: undefined })));
    expect(new Set(stores.map(({ port }) => port)).size).toBe(6);
    await Promise.all(stores.map((store) => store[Symbol.asyncDispose]()));
  });

  it("says why a store that cannot start does not", async () => {
    const file = "/nonexistent/folder/data.sqlite";
    await expect(startStoreProcess({ binary: await findBinary(), file })).rejects.toThrow("did not start");
    const missing = startStoreProcess({ binary: "/nonexistent/dynoxide", file: undefined });
    await expect(missing).rejects.toThrow("did not start");
  });

  it("leaves no store behind when its engine is killed", async () => {
    const engine = fork(join(import.meta.dirname, "store-owner.ts"), { execArgv: ["--import", "tsx"] });
    const [port] = (await once(engine, "message")) as [number];
    expect(await isListening(port)).toBe(true);
    engine.kill("SIGKILL");
    await untilClosed(port);
  });
});

describe("ownerOf", () => {
  it("waits for a store of an engine that was killed, which may still have the file open", async () => {
    const folder = await mkdtemp(join(tmpdir(), "portcullis-owner-"));
    const owner = ownerOf(join(folder, "dynamodb.sqlite"));
    await owner.gone();
    const store = spawn(process.execPath, ["-e", "process.stdin.pipe(process.stdout)"], { stdio: "pipe" });
    owner.is(store.pid);
    let gone = false;
    const waiting = owner.gone().then(() => {
      gone = true;
    });
    store.stdin.write("still there?");
    await once(store.stdout, "data");
    expect(gone).toBe(false);
    store.kill("SIGKILL");
    await waiting;
    await owner.gone();
    await rm(folder, { recursive: true });
  });
});

describe("a store that went away", () => {
  it("makes calls answer with an error that names it", async () => {
    const store = await startStoreProcess({ binary: await findBinary(), file: undefined });
    await using harness = await startTables({ settings: { dynamodb: `http://127.0.0.1:${store.port}` } });
    await store[Symbol.asyncDispose]();
    const client = new DynamoDBClient({ ...(await harness.serve()), maxAttempts: 1 });
    const call = client.send(new ListTablesCommand({}));
    await expect(call).rejects.toMatchObject({
      name: "InternalServerError",
      message: expect.stringContaining("store"),
    });
    client.destroy();
  });

  it("resolves `crashed` with how it ended, and not when it was stopped", async () => {
    const binary = await findBinary();
    const stopped = await startStoreProcess({ binary, file: undefined });
    await stopped[Symbol.asyncDispose]();
    const crashed = await startStoreProcess({ binary, file: undefined });
    process.kill(crashed.pid, "SIGKILL");
    expect(await Promise.race([crashed.crashed, stopped.crashed])).toBe("signal SIGKILL");
  });
});
