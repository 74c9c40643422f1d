import { watch as watchPlace } from "node:fs";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type AdjustableClock, createClock } from "../../../../src/kernel/clock.ts";
import { fileTimeMs } from "../../../../src/services/lambda/build/file-time.ts";
import type { Change } from "../../../../src/services/lambda/watch/changes.ts";
import { createLookups } from "../../../../src/services/lambda/watch/lookups.ts";
import { covers } from "../../../../src/services/lambda/watch/targets.ts";
import { type WatchOptions, watchSources } from "../../../../src/services/lambda/watch/watch.ts";

let folder: string;
let clock: AdjustableClock;
let changes: Change[][];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "watch-"));
  clock = createClock();
  changes = [];
});
afterEach(async () => {
  clock[Symbol.dispose]();
  await rm(folder, { recursive: true, force: true });
});

async function watch(options: Partial<WatchOptions> = {}) {
  const sinceMs = await fileTimeMs();
  let onReady = () => {};
  const ready = new Promise<void>((resolve) => (onReady = resolve));
  const watching = watchSources({
    targets: () => [{ path: join(folder, "src"), extent: "tree" }],
    baseDir: folder,
    ignoredPaths: [join(folder, "src/.cache")],
    clock,
    sinceMs,
    onChange: async (set) => void changes.push([...set]),
    onReady,
    onUnwatchable: () => {},
    ...options,
  });
  await ready;
  return watching;
}

/** A machine that is busy takes its time. */
const soon = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 15_000 });

async function put(path: string, text: string) {
  await mkdir(join(folder, path, ".."), { recursive: true });
  await writeFile(join(folder, path), text);
}

describe("watchSources", () => {
  it("looks at a folder again and again that the system does not let it watch, and says so once", async () => {
    await put("src/a.js", "1");
    const onUnwatchable = vi.fn();
    const watchFolder = () => {
      throw Object.assign(new Error("ENOSPC: System limit for number of file watchers reached"), { code: "ENOSPC" });
    };
    using _watch = await watch({ onUnwatchable, watchFolder });
    for (const text of ["22", "333"]) {
      await put("src/a.js", text);
      await soon(async () => {
        await clock.advance(1_000);
        expect(changes.flat().at(-1)).toEqual({ path: join(folder, "src/a.js"), kind: "changed" });
      });
      changes.length = 0;
    }
    const told = onUnwatchable.mock.calls.map(([place]) => place);
    expect(told).toContain(join(folder, "src"));
    expect(new Set(told).size).toBe(told.length);
  });

  it("finds what the system did not tell of", async () => {
    await put("src/a.js", "1");
    // As when its queue of events runs over.
    const silent = { on: () => silent, close: () => {} } as unknown as ReturnType<
      NonNullable<WatchOptions["watchFolder"]>
    >;
    using _watch = await watch({ watchFolder: () => silent });
    await put("src/b/c.js", "2");
    await clock.advance(2_000);
    await soon(() => expect(changes.flat()).toEqual([{ path: join(folder, "src/b/c.js"), kind: "added" }]));
  });

  it("tells of many writes once", async () => {
    await put("src/a.js", "1");
    // Time stands still but for what the test moves it.
    using still = createClock(() => 0);
    using _watch = await watch({ clock: still });
    for (let n = 0; n < 50; n++) await put(`src/parts/${n}.js`, "");
    await soon(async () => {
      await still.advance(50);
      expect(changes).not.toEqual([]);
    });
    await still.advance(5_000);
    expect(changes.map((set) => set.length)).toEqual([50]);
  });

  it("leaves alone what is no source: packages, the engine's own files, what editors leave for a while", async () => {
    await put("src/a.js", "1");
    using _watch = await watch();
    await put("src/node_modules/p/index.js", "");
    await put("src/.cache/build/index.js", "");
    await put("src/__pycache__/a.pyc", "");
    await put("src/.a.js.swp", "");
    await put("src/a.js", "2");
    await soon(() => expect(changes.flat()).not.toEqual([]));
    expect(changes.flat().map(({ path }) => path)).toEqual([join(folder, "src/a.js")]);
  });

  it("holds no folder once it is disposed", async () => {
    await put("src/a/b.js", "1");
    let open = 0;
    const watching = await watch({
      watchFolder(place, listener) {
        open++;
        return watchPlace(place, listener).once("close", () => open--);
      },
    });
    expect(open).toBeGreaterThan(2);
    watching[Symbol.dispose]();
    await soon(() => expect(open).toBe(0));
  });

  it("does not count a file that was not changed since it was read, when code comes to need it", async () => {
    await put("src/a.js", "1");
    await put("other/old.js", "1");
    const paths = ["src"];
    using _watch = await watch({
      targets: () => paths.map((path) => ({ path: join(folder, path), extent: "tree" })),
      async onChange(set) {
        changes.push([...set]);
        if (changes.length > 1) return;
        paths.push("other");
        await put("other/new.js", "2");
      },
    });
    await put("src/a.js", "2");
    await soon(() => expect(changes).toHaveLength(2));
    expect(changes[1]).toEqual([{ path: join(folder, "other/new.js"), kind: "changed" }]);
  });
});

describe("the names on the way to a path", () => {
  it("goes through links, and ends where nothing is", async () => {
    await mkdir(join(folder, "real/dist"), { recursive: true });
    await symlink("real", join(folder, "link"));
    const lookups = createLookups()(join(folder, "link/dist/missing/index.js"));
    expect(lookups.map((lookup) => join(lookup.folder, lookup.name))).toEqual(
      expect.arrayContaining([join(folder, "link"), join(folder, "real"), join(folder, "real/dist")]),
    );
    expect(lookups.at(-1)).toEqual({ folder: join(folder, "real/dist"), name: "missing" });
  });

  it("gives up on links that lead to each other", async () => {
    await symlink("b", join(folder, "a"));
    await symlink("a", join(folder, "b"));
    expect(createLookups()(join(folder, "a/x")).length).toBeLessThan(1_000);
  });
});

describe("a target", () => {
  it.each([
    ["file", "/a/b", "/a/b", true],
    ["file", "/a/b", "/a/b/c", false],
    ["names", "/a", "/a/b", true],
    ["names", "/a", "/a/b/c", false],
    ["tree", "/a", "/a/b/c", true],
    ["tree", "/a", "/a/..b/c", true],
    ["tree", "/a", "/ab", false],
    ["tree", "/a", "/a/node_modules/p/i.js", false],
    ["tree", "/a/node_modules/p", "/a/node_modules/p/i.js", true],
  ] as const)("of extent %s at %s, asked for %s: %s", (extent, path, changed, expected) => {
    expect(covers({ path, extent }, changed)).toBe(expected);
  });
});
