import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { platform, tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { findStoreBinary } from "../../../../src/services/dynamodb/store/binary.ts";
import { ownerOf } from "../../../../src/services/dynamodb/store/owner.ts";
import { type StoreProcess, startStoreProcess } from "../../../../src/services/dynamodb/store/process.ts";
import { startTables } from "../tables.ts";

const findBinary = () =>
  findStoreBinary({ cacheDir: join(tmpdir(), "portcullis-none"), journal: { record: () => undefined } });

type Place = Pick<StoreProcess, "address" | "port">;

const isListening = ({ address, port }: Place): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, address);
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });

async function untilClosed(place: Place): Promise<void> {
  while (await isListening(place)) await new Promise((resolve) => setImmediate(resolve));
}

describe("startStoreProcess", () => {
  it("listens on a loopback port, and no longer once disposed", async () => {
    const store = await startStoreProcess({ binary: await findBinary(), file: undefined });
    expect(await isListening(store)).toBe(true);
    await store[Symbol.asyncDispose]();
    expect(await isListening(store)).toBe(false);
  });

  it("gives each of many that start at once a place of its own", async () => {
    const binary = await findBinary();
    const stores = await Promise.all(Array.from({ length: 6 }, () => startStoreProcess({ binary, file: undefined })));
    expect(new Set(stores.map(({ endpoint }) => endpoint)).size).toBe(6);
    await Promise.all(stores.map((store) => store[Symbol.asyncDispose]()));
  });

  // Elsewhere loopback has one address only.
  it.runIf(platform() === "linux")("listens where no page can find it: it would let every one of them in", async () => {
    const binary = await findBinary();
    const stores = await Promise.all(Array.from({ length: 3 }, () => startStoreProcess({ binary, file: undefined })));
    expect(new Set(stores.map(({ address }) => address)).size).toBe(3);
    for (const { address, port } of stores) {
      expect(address).toMatch(/^127\./);
      expect(await isListening({ address: "127.0.0.1", port })).toBe(false);
    }
    await Promise.all(stores.map((store) => store[Symbol.asyncDispose]()));
  });

  it("says why a store that cannot start does not", async () => {
    const file = "/nonexistent/folder/data.sqlite";
    await expect(startStoreProcess({ binary: await findBinary(), file })).rejects.toThrow("did not start");
    const missing = startStoreProcess({ binary: "/nonexistent/dynoxide", file: undefined });
    await expect(missing).rejects.toThrow("did not start");
  });

  it("leaves no store behind when its engine is killed", async () => {
    const engine = fork(join(import.meta.dirname, "owner.ts"), { execArgv: ["--import", "tsx"] });
    const [place] = (await once(engine, "message")) as [Place];
    expect(await isListening(place)).toBe(true);
    engine.kill("SIGKILL");
    await untilClosed(place);
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
    await using harness = await startTables({ settings: { dynamodb: store.endpoint } });
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
