import { signal } from "@preact/signals";
import type { Point } from "../../model/flow/diagram.ts";

/** The part of the diagram that is seen: its scale, and the place of its corner in the window, in pixels. */
export interface Viewport extends Point {
  readonly scale: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const SMALLEST = 0.1;
const LARGEST = 3;
const MARGIN_PX = 16;
const STEP_PX = 60;
const ZOOM = 1.25;

/** The whole of it, in the middle; never larger than it is. */
export function fit(diagram: Size, window: Size): Viewport {
  const scale = Math.min(
    1,
    (window.width - 2 * MARGIN_PX) / diagram.width,
    (window.height - 2 * MARGIN_PX) / diagram.height,
  );
  const bounded = Math.max(SMALLEST, scale);
  return {
    scale: bounded,
    x: (window.width - diagram.width * bounded) / 2,
    y: (window.height - diagram.height * bounded) / 2,
  };
}

/** Below that, nobody reads what is written in it. */
const READABLE = 0.5;
const FIRST_SCALE = 0.7;

/** The part of the window that a group may take before its first node, which is to be seen. */
const FARTHEST = 0.25;

interface Beginning extends Size {
  readonly nodes: readonly (Point & Size & { readonly group: string })[];
  readonly groups: readonly (Point & Size & { readonly label: string })[];
}

/** The whole of it where that can be read, else the part around its first node, from the edge of that node's group. */
export function begin(diagram: Beginning, window: Size): Viewport {
  const whole = fit(diagram, window);
  const [first] = diagram.nodes;
  if (whole.scale >= READABLE || !first) return whole;
  const group = diagram.groups.find(({ label }) => label === first.group) ?? first;
  const farthestPx = (window.width / FIRST_SCALE) * FARTHEST;
  const left = Math.max(group.x - group.width / 2, first.x - first.width / 2 - farthestPx) - MARGIN_PX;
  const top = Math.max(group.y - group.height / 2, first.y - first.height / 2 - farthestPx) - MARGIN_PX;
  return { scale: FIRST_SCALE, x: -left * FIRST_SCALE, y: -top * FIRST_SCALE };
}

/** Zooms by `factor`, with the point of the window at `at` staying where it is. */
export function zoom({ x, y, scale }: Viewport, factor: number, at: Point): Viewport {
  const next = Math.min(LARGEST, Math.max(SMALLEST, scale * factor));
  const ratio = next / scale;
  return { scale: next, x: at.x - (at.x - x) * ratio, y: at.y - (at.y - y) * ratio };
}

export const pan = ({ x, y, scale }: Viewport, byX: number, byY: number): Viewport => ({
  scale,
  x: x + byX,
  y: y + byY,
});

type Move = (viewport: Viewport, window: Size, diagram: Size) => Viewport;

const middle = ({ width, height }: Size): Point => ({ x: width / 2, y: height / 2 });

/** Keys that move the diagram while it has the focus. */
export const KEYS: Readonly<Record<string, Move>> = {
  ArrowLeft: (viewport) => pan(viewport, STEP_PX, 0),
  ArrowRight: (viewport) => pan(viewport, -STEP_PX, 0),
  ArrowUp: (viewport) => pan(viewport, 0, STEP_PX),
  ArrowDown: (viewport) => pan(viewport, 0, -STEP_PX),
  "+": (viewport, window) => zoom(viewport, ZOOM, middle(window)),
  "=": (viewport, window) => zoom(viewport, ZOOM, middle(window)),
  "-": (viewport, window) => zoom(viewport, 1 / ZOOM, middle(window)),
  "0": (_viewport, window, diagram) => fit(diagram, window),
};

/** The same over visits of the view; undefined: nobody has moved it yet. */
export const viewport = signal<Viewport | undefined>(undefined);

/** Moves further than this are no click. */
const LEAST_DRAG_PX = 4;

/** Listens to pointers and the wheel over an element, until the function that is returned is called. */
export function listen(element: HTMLElement, current: () => Viewport): () => void {
  const pointers = new Map<number, Point>();
  let moved = 0;
  const at = (event: PointerEvent | WheelEvent): Point => {
    const { left, top } = element.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const listeners: {
    readonly [K in "pointerdown" | "pointermove" | "pointerup" | "pointercancel"]: (event: PointerEvent) => void;
  } = {
    pointerdown(event) {
      if (event.button !== 0) return;
      if (pointers.size === 0) moved = 0;
      pointers.set(event.pointerId, at(event));
    },
    pointermove(event) {
      const before = pointers.get(event.pointerId);
      if (!before) return;
      const now = at(event);
      const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
      moved += Math.hypot(now.x - before.x, now.y - before.y);
      if (moved > LEAST_DRAG_PX) element.setPointerCapture(event.pointerId);
      viewport.value = other
        ? pinch(current(), other, before, now)
        : pan(current(), now.x - before.x, now.y - before.y);
      pointers.set(event.pointerId, now);
    },
    pointerup: (event) => void pointers.delete(event.pointerId),
    pointercancel: (event) => void pointers.delete(event.pointerId),
  };
  const onWheel = (event: WheelEvent) => {
    event.preventDefault();
    viewport.value = zoom(current(), Math.exp(-event.deltaY / 400), at(event));
  };
  // The end of a drag over a node is no click on it.
  const onClick = (event: MouseEvent) => {
    if (moved > LEAST_DRAG_PX) event.preventDefault();
    moved = 0;
  };
  for (const [type, listener] of Object.entries(listeners)) element.addEventListener(type, listener as EventListener);
  element.addEventListener("wheel", onWheel, { passive: false });
  element.addEventListener("click", onClick, true);
  return () => {
    for (const [type, listener] of Object.entries(listeners))
      element.removeEventListener(type, listener as EventListener);
    element.removeEventListener("wheel", onWheel);
    element.removeEventListener("click", onClick, true);
  };
}

/** Two fingers: the one that moves zooms about the one that stays. */
function pinch(viewport: Viewport, fixed: Point, before: Point, now: Point): Viewport {
  const distance = (point: Point) => Math.max(1, Math.hypot(point.x - fixed.x, point.y - fixed.y));
  return zoom(viewport, distance(now) / distance(before), fixed);
}
