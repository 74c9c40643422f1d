import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { findStoreBinary } from "../../../../src/services/dynamodb/store/binary.ts";
import { type StoreProcess, startStoreProcess } from "../../../../src/services/dynamodb/store/process.ts";
import { foreignStore } from "../../../../src/services/dynamodb/store/running-store.ts";
import type { StoreState } from "../../../../src/services/dynamodb/store/state.ts";
import {
  type SupervisedStore,
  type SupervisorOptions,
  superviseLater,
  superviseStore,
} from "../../../../src/services/dynamodb/store/supervisor.ts";

const launchReal = async (signal: AbortSignal) => {
  const binary = await findStoreBinary({ cacheDir: tmpdir(), journal: { record: () => undefined } });
  return startStoreProcess({ binary, file: undefined, signal });
};

const listTables = (store: SupervisedStore) => store.call("ListTables", {});

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

type Options = Partial<SupervisorOptions> & {
  /** Takes the place of every launch but the first. */
  readonly relaunch?: SupervisorOptions["launch"];
};

/** A supervised store, its processes and its states. Delays are noted and not waited for. */
async function supervise({ relaunch = launchReal, ...options }: Options = {}) {
  const processes: StoreProcess[] = [];
  const states: StoreState[] = [];
  const delays: number[] = [];
  const store = await superviseStore({
    launch: async (signal) => {
      if (processes.length > 0) return relaunch(signal);
      const running = await launchReal(signal);
      processes.push(running);
      return running;
    },
    prepare: async () => undefined,
    onState: (state) => states.push(state),
    maxAttempts: 20,
    pause: async (ms) => delays.push(ms),
    ...options,
  });
  return {
    store,
    states,
    delays,
    // Not 0 when there is none: that is this process and its group.
    pid: processes[0]?.pid ?? Number.NaN,
    back: async () => {
      await expect.poll(() => states.map((state) => state.name)).toContain("restarting");
      await expect.poll(() => store.state.name).toBe("ready");
    },
    until: (name: StoreState["name"]) => expect.poll(() => states.map((state) => state.name)).toContain(name),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

const unavailable = (message: string) => ({
  code: "InternalServerError",
  status: 500,
  message: expect.stringContaining(message),
});

describe("superviseStore", () => {
  it("kills a store that is frozen, and starts another", async () => {
    await using it = await supervise({ connection: { callTimeoutMs: 300, pingTimeoutMs: 300 } });
    process.kill(it.pid, "SIGSTOP");
    await expect(listTables(it.store)).rejects.toMatchObject(unavailable("nothing came within 0.3 s"));
    await it.until("restarting");
    expect(it.states[1]).toMatchObject({ name: "restarting", reason: "it answered nothing any more, and was killed" });
    await it.back();
    expect(isAlive(it.pid)).toBe(false);
  });

  it("leaves a store alone that is slow to answer a call, and answers a ping", async () => {
    const pinged: unknown[] = [];
    const slow = createServer(({ method }, response) => {
      if (method === "GET") pinged.push(response.end("healthy"));
    }).listen(0, "127.0.0.1");
    await once(slow, "listening");
    const { port } = slow.address() as AddressInfo;
    await using it = await supervise({
      launch: async () => foreignStore(`http://127.0.0.1:${port}`),
      connection: { callTimeoutMs: 50 },
    });
    for (const nth of [1, 2]) {
      await expect(listTables(it.store)).rejects.toMatchObject(unavailable("nothing came within 0.05 s"));
      await expect.poll(() => pinged.length).toBe(nth);
    }
    expect(it.states).toEqual([{ name: "ready" }]);
    slow.closeAllConnections();
    slow.close();
  });

  it("lets calls wait for a restart, and answers with an error once their patience is over", async () => {
    const gate = new AbortController();
    const opened = new Promise((resolve) => gate.signal.addEventListener("abort", resolve));
    await using it = await supervise({ pause: () => opened, patienceMs: 100 });
    process.kill(it.pid, "SIGKILL");
    await it.until("restarting");
    await expect(listTables(it.store)).rejects.toMatchObject(unavailable("is restarting: signal SIGKILL"));
    gate.abort();
    await it.back();
    expect(await listTables(it.store)).toEqual({ TableNames: [] });
  });

  it("gives up a store that does not come up, after as many attempts as it has in a minute", async () => {
    const relaunch = async () => {
      throw new Error("the disk is full");
    };
    await using it = await supervise({ maxAttempts: 4, relaunch });
    process.kill(it.pid, "SIGKILL");
    await it.until("failed");
    expect(it.states.slice(1)).toMatchObject([
      { name: "restarting", attempt: 1, reason: "signal SIGKILL" },
      { name: "restarting", attempt: 2, reason: "the disk is full" },
      { name: "restarting", attempt: 3 },
      { name: "restarting", attempt: 4 },
      { name: "failed", attempts: 4, reason: "the disk is full" },
    ]);
    expect(it.delays).toEqual([0, 25, 50, 100]);
    await expect(listTables(it.store)).rejects.toMatchObject(unavailable("is failed: the disk is full"));
  });

  it("counts what happened within a minute only", async () => {
    let minutes = 0;
    await using it = await supervise({
      maxAttempts: 1,
      now: () => minutes++ * 60_000,
      relaunch: (signal) => (minutes < 9 ? Promise.reject(new Error("not yet")) : launchReal(signal)),
    });
    process.kill(it.pid, "SIGKILL");
    await it.back();
    expect(it.delays).toHaveLength(9);
  });

  it("brings a store up again that ends while its tables are created", async () => {
    let prepared = 0;
    const started: StoreProcess[] = [];
    await using it = await supervise({
      relaunch: async (signal) => {
        const running = await launchReal(signal);
        started.push(running);
        return running;
      },
      prepare: async (store) => {
        if (++prepared === 2) process.kill(started[0]?.pid ?? Number.NaN, "SIGKILL");
        await store.call("ListTables", {});
      },
    });
    process.kill(it.pid, "SIGKILL");
    await it.back();
    expect([prepared, started.length]).toEqual([3, 2]);
  });

  it("rejects with what happened, and leaves no process, when a store ends while it is first prepared", async () => {
    let pid = Number.NaN;
    const starting = supervise({
      launch: async (signal) => {
        const running = await launchReal(signal);
        pid = running.pid;
        return running;
      },
      prepare: async (store) => {
        process.kill(pid, "SIGKILL");
        await store.call("ListTables", {});
      },
    });
    await expect(starting).rejects.toThrow("does not answer");
    expect(isAlive(pid)).toBe(false);
  });

  it("stops amid a restart, and lets nobody wait", async () => {
    const it = await supervise({
      relaunch: (signal) => new Promise((_, reject) => signal.addEventListener("abort", reject)),
    });
    process.kill(it.pid, "SIGKILL");
    await it.until("restarting");
    const call = expect(listTables(it.store)).rejects.toMatchObject(unavailable("is stopped"));
    await it[Symbol.asyncDispose]();
    await call;
    expect(it.states.at(-1)).toEqual({ name: "stopped" });
  });
});

describe("superviseLater", () => {
  const later = (options: Pick<SupervisorOptions, "launch"> & Partial<SupervisorOptions>) => {
    const states: StoreState[] = [];
    const onState = (state: StoreState) => states.push(state);
    return { states, store: superviseLater({ prepare: async () => undefined, onState, maxAttempts: 20, ...options }) };
  };

  it("launches nothing before it is told to, or the first call", async () => {
    let launches = 0;
    const launch = (signal: AbortSignal) => {
      launches++;
      return launchReal(signal);
    };
    await using store = later({ launch }).store;
    expect(store.state.name).toBe("starting");
    expect(launches).toBe(0);
    const call = listTables(store);
    store.begin();
    await expect(call).resolves.toEqual({ TableNames: [] });
    expect(launches).toBe(1);
  });

  it("lets calls wait until its tables are there", async () => {
    const order: string[] = [];
    const { store } = later({
      launch: launchReal,
      async prepare(prepared) {
        await prepared.call("ListTables", {});
        order.push("prepared");
      },
    });
    await listTables(store).then(() => order.push("called"));
    expect(order).toEqual(["prepared", "called"]);
    await store[Symbol.asyncDispose]();
  });

  it("tells each call why it did not come up, and does not try again", async () => {
    const { store, states } = later({
      launch: async () => {
        throw new Error("no such program");
      },
    });
    for (const _ of [1, 2]) await expect(listTables(store)).rejects.toMatchObject(unavailable("no such program"));
    expect(states).toEqual([{ name: "failed", reason: "no such program" }]);
    await store[Symbol.asyncDispose]();
  });

  it("leaves no process when it is stopped while it comes up", async () => {
    const processes: StoreProcess[] = [];
    const { store } = later({
      async launch(signal) {
        const running = await launchReal(signal);
        processes.push(running);
        return running;
      },
      prepare: async () => void store[Symbol.asyncDispose](),
    });
    store.begin();
    await expect.poll(() => processes.map(({ pid }) => isAlive(pid))).toEqual([false]);
  });
});
