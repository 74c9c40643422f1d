import { mkdtemp, open, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openKeptLog } from "../../src/data-folder/kept-log.ts";
import { createJournal, type Journal } from "../../src/kernel/journal.ts";
import type { Kept } from "../../src/kernel/kept.ts";

interface Note {
  text: string;
  count?: number | undefined;
}

type Change =
  | { readonly do: "put"; readonly shelf: string; readonly key: string; readonly text: string }
  | { readonly do: "count" | "delete"; readonly shelf: string; readonly key: string }
  | { readonly do: "clear"; readonly shelf: string };

/** The values that should be kept: the same changes, made to plain maps. */
type Model = Map<string, Map<string, Note>>;

const shelfName = fc.constantFrom("a", "b");
const key = fc.constantFrom("one", "two", "__proto__", "a\nb");
const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant("put"), shelf: shelfName, key, text: fc.string({ unit: "binary" }) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom("count", "delete"), shelf: shelfName, key }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("clear"), shelf: shelfName }) },
);

/** Each turn is one acknowledgement. */
const turns = fc.array(fc.array(change, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 6 });

let folder: string;
let file: string;
let journal: Journal;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "portcullis-kept-"));
  file = join(folder, "services.log");
  journal = createJournal(Date.now);
});
afterEach(() => rm(folder, { recursive: true }));

function apply(one: Change, kept: Kept, model: Model): void {
  const shelf = kept.shelf<Note>(one.shelf);
  const notes = model.get(one.shelf) ?? new Map<string, Note>();
  model.set(one.shelf, notes);
  if (one.do === "clear") {
    notes.clear();
    shelf.clear();
  } else if (one.do === "delete") {
    notes.delete(one.key);
    shelf.delete(one.key);
  } else if (one.do === "put") {
    const note = { text: one.text };
    notes.set(one.key, note);
    shelf.put(one.key, note);
  } else if (notes.has(one.key)) {
    const note = notes.get(one.key) ?? { text: "" };
    note.count = (note.count ?? 0) + 1;
    shelf.changed(one.key, ["count"]);
  }
}

/** As it is now, in the words of JSON. */
const snapshot = (model: Model) =>
  JSON.stringify(
    ["a", "b"].map((name) => [...(model.get(name) ?? [])].sort(([one], [other]) => (one < other ? -1 : 1))),
  );

const contentOf = (kept: Kept) =>
  snapshot(new Map(["a", "b"].map((name) => [name, new Map(kept.shelf<Note>(name).entries())])));

/** Opens the file as the next engine would, whoever has it open still. */
async function reopen(): Promise<string> {
  await using kept = await openKeptLog(file, journal);
  return contentOf(kept);
}

/** Makes the changes turn by turn; resolves with what was kept, and how long the file was, after each. */
async function write(all: readonly (readonly Change[])[]): Promise<{ content: string; bytes: number }[]> {
  await rm(file, { force: true });
  await using kept = await openKeptLog(file, journal);
  const model: Model = new Map();
  const states = [{ content: snapshot(model), bytes: (await stat(file)).size }];
  for (const turn of all) {
    for (const one of turn) apply(one, kept, model);
    await kept.settled();
    states.push({ content: snapshot(model), bytes: (await stat(file)).size });
  }
  return states;
}

describe("openKeptLog", () => {
  it("gives back what was put, changed, deleted and cleared", async () => {
    await fc.assert(
      fc.asyncProperty(turns, async (all) => {
        const states = await write(all);
        expect(await reopen()).toBe(states.at(-1)?.content);
      }),
      { numRuns: 40 },
    );
  });

  it("gives back what was acknowledged, wherever a kill cut the file", async () => {
    await fc.assert(
      fc.asyncProperty(turns, fc.double({ min: 0, max: 1, noNaN: true }), async (all, where) => {
        const states = await write(all);
        const [{ bytes: empty } = { bytes: 0 }] = states;
        const cutAt = empty + Math.floor(where * ((states.at(-1)?.bytes ?? 0) - empty));
        await truncate(file, cutAt);
        const whole = states.filter(({ bytes }) => bytes <= cutAt).at(-1);
        journal = createJournal(Date.now);
        expect(await reopen()).toBe(whole?.content);
        expect(journal.entries({ type: "dropped" }).map(({ data }) => data.bytes)).toEqual(
          cutAt > (whole?.bytes ?? 0) ? [cutAt - (whole?.bytes ?? 0)] : [],
        );
        // And it can be written to from there.
        await using kept = await openKeptLog(file, journal);
        kept.shelf<Note>("c").put("more", { text: "more" });
        await kept.settled();
        expect(await reopen()).toBe(whole?.content);
      }),
      { numRuns: 60 },
    );
  });

  it("never takes a damaged record for one that was written", async () => {
    await fc.assert(
      fc.asyncProperty(turns, fc.nat(), fc.integer({ min: 1, max: 255 }), async (all, where, flipped) => {
        const states = await write(all);
        const bytes = await readFile(file);
        const at = where % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ flipped;
        await writeFile(file, bytes);
        const content = await reopen().catch((error: Error) => error);
        if (content instanceof Error) expect(content).toMatchObject({ name: "UserError" });
        else expect(states.map((state) => state.content)).toContain(content);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ["its text", -3],
    ["its length, which is too long", 0],
    ["its length, which is too short", 3],
    ["its checksum", 4],
  ])(
    "says where a file is damaged that goes on behind the damage, and leaves it as it is: %s",
    async (_what, where) => {
      const [header, first] = await write([
        [{ do: "put", shelf: "a", key: "one", text: "x" }],
        [{ do: "put", shelf: "a", key: "two", text: "y" }],
      ]);
      const bytes = await readFile(file);
      const at = where < 0 ? (first?.bytes ?? 0) + where : (header?.bytes ?? 0) + where;
      bytes.writeUInt8((bytes[at] ?? 0) ^ 1, at);
      await writeFile(file, bytes);
      await expect(reopen()).rejects.toMatchObject({
        name: "UserError",
        message: expect.stringMatching(/damaged at byte 17/),
      });
      expect(await readFile(file)).toEqual(bytes);
    },
  );

  it("refuses a file of another format", async () => {
    await writeFile(file, "portcullis-log 2\n");
    await expect(reopen()).rejects.toMatchObject({ message: expect.stringMatching(/not written by this version/) });
  });

  it("keeps all of a turn, or nothing of it", async () => {
    const states = await write([[1, 2, 3].map((number) => ({ do: "put", shelf: "a", key: `${number}`, text: "x" }))]);
    for (let cutAt = states[0]?.bytes ?? 0; cutAt < (states[1]?.bytes ?? 0); cutAt += 7) {
      await write([[1, 2, 3].map((number) => ({ do: "put", shelf: "a", key: `${number}`, text: "x" }))]);
      await truncate(file, cutAt);
      expect(await reopen()).toBe(states[0]?.content);
    }
  });

  it("writes what changes while it writes together, in one go", async () => {
    await using kept = await openKeptLog(file, journal);
    const syncs = vi.spyOn(await fileHandlePrototype(), "datasync");
    const shelf = kept.shelf<Note>("a");
    const acknowledgements = Array.from({ length: 200 }, async (_, number) => {
      shelf.put(`${number}`, { text: "x" });
      await kept.settled();
    });
    await Promise.all(acknowledgements);
    expect(syncs.mock.calls.length).toBeLessThan(5);
  });

  it("is rewritten once most of it is about the past", async () => {
    await using kept = await openKeptLog(file, journal);
    const shelf = kept.shelf<Note>("a");
    const text = "x".repeat(1024 * 1024);
    kept.shelf<Note>("b").put("stays", { text: "here" });
    for (let round = 0; round < 20; round++) {
      shelf.put("one", { text: text + round });
      await kept.settled();
    }
    expect((await stat(file)).size).toBeLessThan(6 * 1024 * 1024);
    expect(await reopen()).toContain("here");
    expect(await reopen()).toContain(`${text}19`);
  });

  it("is for its owner only", async () => {
    await write([]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });
});

/** The prototype that all open files of this process share. */
async function fileHandlePrototype() {
  await using handle = await open(file, "r");
  return Object.getPrototypeOf(handle) as typeof handle;
}

const noSpace = () => Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });

describe("openKeptLog on a disk that is full", () => {
  it("acknowledges nothing, tells so, and keeps all of it once there is room", async () => {
    await using kept = await openKeptLog(file, journal);
    const shelf = kept.shelf<Note>("a");
    shelf.put("before", { text: "x" });
    await kept.settled();

    const writes = vi.spyOn(await fileHandlePrototype(), "write").mockRejectedValue(noSpace());
    shelf.put("during", { text: "x" });
    await expect(kept.settled()).rejects.toMatchObject({ code: "ServiceUnavailable", status: 503 });
    await expect(kept.settled()).rejects.toMatchObject({ code: "ServiceUnavailable" });
    expect(kept.failing).toBe(true);
    expect(journal.entries({ service: "data", type: "write-failed" })).toHaveLength(1);
    expect(await reopen()).not.toContain("during");

    writes.mockRestore();
    shelf.delete("before");
    await kept.settled();
    expect(kept.failing).toBe(false);
    expect(await reopen()).toBe(snapshot(new Map([["a", new Map([["during", { text: "x" }]])]])));
  });

  it("leaves nothing of a record that was written in part", async () => {
    await using kept = await openKeptLog(file, journal);
    const prototype = await fileHandlePrototype();
    const datasync = vi.spyOn(prototype, "datasync").mockRejectedValueOnce(noSpace());
    kept.shelf<Note>("a").put("long", { text: "x".repeat(1000) });
    await expect(kept.settled()).rejects.toMatchObject({ status: 503 });
    datasync.mockRestore();
    kept.shelf<Note>("a").delete("long");
    kept.shelf<Note>("a").put("short", { text: "y" });
    await kept.settled();
    expect(await reopen()).toBe(snapshot(new Map([["a", new Map([["short", { text: "y" }]])]])));
    expect((await stat(file)).size).toBeLessThan(200);
  });

  it("goes on without rewriting where there is no room for two files", async () => {
    await using kept = await openKeptLog(file, journal);
    const prototype = await fileHandlePrototype();
    const sync = vi.spyOn(prototype, "sync").mockRejectedValue(noSpace());
    const shelf = kept.shelf<Note>("a");
    const refused: unknown[] = [];
    for (let round = 0; round < 20; round++) {
      shelf.put("one", { text: "x".repeat(1024 * 1024) + round });
      await kept.settled().catch((error) => refused.push(error));
    }
    expect(sync).toHaveBeenCalledTimes(1);
    expect(refused).toHaveLength(1);
    expect(await reopen()).toContain("x19");
  });
});
