import { describe, expect, it } from "vitest";
import { parseMemory, parseStat, treeOf } from "../../bench/measure/usage.ts";
import { openFilesOf } from "../../bench/sections/open-files.ts";

/** A line of `/proc/PID/stat`: user and system time of its own are 70 and 30 ticks, of ended children 5 and 1. */
const stat = (pid: number, parent: number, name = "node") =>
  `${pid} (${name}) S ${parent} 1 1 0 -1 4194304 900 0 0 0 70 30 5 1 20 0 11 0 5 1000 200`;

describe("/proc/PID/stat", () => {
  it.each(["node", "a) S 7 (b", "two words"])("is read whatever the process calls itself: %s", (name) => {
    expect(parseStat(stat(42, 7, name))).toEqual({ pid: 42, parent: 7, ticks: 106, threads: 11 });
  });

  it("gives a process with all below it, and no other", () => {
    const stats = [stat(5, 1), stat(2, 1), stat(3, 2), stat(9, 3), stat(4, 5)].map(parseStat);
    expect(treeOf(2, stats).map(({ pid }) => pid)).toEqual([2, 3, 9]);
    expect(treeOf(77, stats)).toEqual([]);
  });
});

describe("/proc/PID/smaps_rollup", () => {
  it("has memory with and without what is shared", () => {
    const text = "55d0-7ffc ---p 00000000 00:00 0 [rollup]\nRss:   204800 kB\nPss:   102400 kB\nPss_Dirty: 1 kB\n";
    expect(parseMemory(text)).toEqual({ rssKb: 204_800, pssKb: 102_400 });
  });

  it("has none of a process that has ended", () => {
    expect(parseMemory("")).toEqual({ rssKb: 0, pssKb: 0 });
  });
});

describe("/proc/self/limits", () => {
  it.each([
    ["Max open files            20000                20000                files", 20_000],
    ["Max open files            1024                 524288               files", 1_024],
    ["Max open files            unlimited            unlimited            files", Number.POSITIVE_INFINITY],
  ])("has the number of files in force: %s", (line, expected) => {
    expect(openFilesOf(`Limit  Soft  Hard  Units\n${line}\nMax locked memory 1 1 bytes\n`)).toBe(expected);
  });
});
