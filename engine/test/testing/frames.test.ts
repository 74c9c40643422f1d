import { describe, expect, it } from "vitest";
import { createFrames } from "../../src/testing/socket/frames.ts";

const IMPATIENT_MS = 1;
const PATIENT_MS = 10_000;

describe("frames", () => {
  it("wait for those who ask for them, each for one", async () => {
    const frames = createFrames<{ n: number }>();
    for (const n of [1, 2, 3]) frames.add({ n });
    expect(await frames.take({ n: 2 }, PATIENT_MS)).toEqual({ frame: { n: 2 } });
    expect(await frames.take(undefined, PATIENT_MS)).toEqual({ frame: { n: 1 } });
    expect(await frames.take({ n: 2 }, IMPATIENT_MS)).toBeUndefined();
    expect(frames.waiting).toEqual([{ n: 3 }]);
    expect(frames.all).toHaveLength(3);
  });

  it("go to the first who waits for one like it", async () => {
    const frames = createFrames<string>();
    const taken = ["b", undefined, undefined].map((match) => frames.take(match, PATIENT_MS));
    for (const frame of ["a", "b", "c"]) frames.add(frame);
    expect(await Promise.all(taken)).toEqual([{ frame: "b" }, { frame: "a" }, { frame: "c" }]);
  });

  it("may be null, and still come while some wait when the connection ends", async () => {
    const frames = createFrames<null>();
    frames.add(null);
    frames.end();
    expect(await frames.take(null, PATIENT_MS)).toEqual({ frame: null });
    expect(await frames.take(null, PATIENT_MS)).toBeUndefined();
  });
});
