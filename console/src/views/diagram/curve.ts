import type { Point } from "../../model/flow/diagram.ts";

/** A path that begins and ends at the first and the last point, and is drawn by those between. */
export function curveOf([first, ...rest]: readonly Point[]): string {
  if (!first) return "";
  const bends = rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1] ?? point;
    const isLast = index === rest.length - 2;
    const end = isLast ? next : middleOf(point, next);
    return `Q${point.x} ${point.y} ${end.x} ${end.y}`;
  });
  const straight = rest.length === 1 ? rest.map(({ x, y }) => `L${x} ${y}`) : [];
  return [`M${first.x} ${first.y}`, ...bends, ...straight].join("");
}

const middleOf = (one: Point, other: Point): Point => ({ x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 });

/** The place for what is written on a curve: near its middle, where it runs. */
export function labelPlace(points: readonly Point[]): Point {
  const half = (points.length - 1) / 2;
  const [before, after] = [points[Math.floor(half)], points[Math.ceil(half)]];
  if (!before || !after) return { x: 0, y: 0 };
  const middle = middleOf(before, after);
  const [one, other] = [points[Math.floor(half) - 1], points[Math.ceil(half) + 1]];
  // A curve is drawn by its bend, and passes beside it.
  if (before !== after || !one || !other) return middle;
  const beside = middleOf(middleOf(one, before), middleOf(before, other));
  return points.length === 3 ? beside : middleOf(beside, middle);
}
