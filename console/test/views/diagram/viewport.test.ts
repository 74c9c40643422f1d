import { describe, expect, it } from "vitest";
import { curveOf, labelPlace } from "../../../src/views/diagram/curve.ts";
import { begin, fit, KEYS, zoom } from "../../../src/views/diagram/viewport.ts";

const WINDOW = { width: 1000, height: 600 };

describe("the part of a diagram that is seen", () => {
  it("is all of it, in the middle and never enlarged", () => {
    expect(fit({ width: 400, height: 200 }, WINDOW)).toEqual({ scale: 1, x: 300, y: 200 });
    expect(fit({ width: 1936, height: 200 }, WINDOW).scale).toBe(0.5);
  });

  it("begins with what can be read where the whole could not", () => {
    const nodes = [{ x: 500, y: 900, width: 100, height: 30, group: "One" }];
    const begins = (group: { x: number; y: number; width: number; height: number }) =>
      begin({ width: 8_000, height: 4_000, nodes, groups: [{ label: "One", ...group }] }, WINDOW);
    const { scale, x, y } = begins({ x: 700, y: 920, width: 600, height: 120 });
    expect(scale).toBeGreaterThan(0.5);
    expect([x + 500 * scale, y + 900 * scale].every((place) => place > 0 && place < 200)).toBe(true);
    expect([x + 400 * scale, y + 860 * scale].every((place) => place > 0)).toBe(true);
    const far = begins({ x: 2_500, y: 2_000, width: 5_000, height: 4_000 });
    expect([far.x + 500 * scale, far.y + 900 * scale].every((place) => place > 0 && place < 500)).toBe(true);
  });

  it("is zoomed about a point, which stays where it is, and within limits", () => {
    const at = { x: 250, y: 100 };
    const before = { x: 10, y: 20, scale: 1 };
    const after = zoom(before, 2, at);
    expect([(at.x - after.x) / after.scale, (at.y - after.y) / after.scale]).toEqual([240, 80]);
    expect([zoom(before, 1e9, at).scale, zoom(before, 1e-9, at).scale]).toEqual([3, 0.1]);
  });

  it.each(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "+", "-", "0"])("is moved by the key %s", (key) => {
    const before = { x: 7, y: 9, scale: 0.6 };
    expect(KEYS[key]?.(before, WINDOW, { width: 900, height: 500 })).not.toEqual(before);
  });
});

describe("an arrow", () => {
  it("is a curve between its ends, a line where it has no bend, and nothing without points", () => {
    const [a, b, c] = [
      { x: 0, y: 0 },
      { x: 10, y: 0 },
      { x: 10, y: 10 },
    ];
    expect(curveOf([a, b, c])).toBe("M0 0Q10 0 10 10");
    expect(curveOf([a, c])).toBe("M0 0L10 10");
    expect([curveOf([]), labelPlace([])]).toEqual(["", { x: 0, y: 0 }]);
  });

  it("has its count where it runs", () => {
    expect(
      labelPlace([
        { x: 0, y: 0 },
        { x: 10, y: 0 },
        { x: 10, y: 10 },
      ]),
    ).toEqual({ x: 7.5, y: 2.5 });
    expect(
      labelPlace([
        { x: 0, y: 0 },
        { x: 10, y: 4 },
      ]),
    ).toEqual({ x: 5, y: 2 });
  });
});
