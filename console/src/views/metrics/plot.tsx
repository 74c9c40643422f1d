import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { PlotLine, PlotSpec } from "./plots.ts";
import { timeTicks, valueTicks } from "./ticks.ts";

const HEIGHT_PX = 160;
const LEFT_PX = 56;
const RIGHT_PX = 8;
const TOP_PX = 10;
const BOTTOM_PX = 22;
const TIME_WIDTH_PX = 84;

/** Pixels of a time and of a value. */
interface Scale {
  readonly x: (seconds: number) => number;
  readonly y: (value: number) => number;
}

/** Lines over time. It is a picture alone: the table below it says the same. */
export function Plot({ spec }: { readonly spec: PlotSpec }) {
  const place = useRef<HTMLDivElement>(null);
  const width = useSignal(0);
  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const measure = () => {
      width.value = element.clientWidth;
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <div class="plot" ref={place}>
      {width.value > LEFT_PX && <Lines spec={spec} width={width.value} />}
    </div>
  );
}

function Lines({ spec: { data, lines, format }, width }: { readonly spec: PlotSpec; readonly width: number }) {
  const [times, ...values] = data;
  const [first = 0, last = 1] = [times[0], times.at(-1)];
  const highest = Math.max(0, ...values.flat().map((value) => value ?? 0));
  const ticks = valueTicks(highest);
  const top = ticks.at(-1) ?? 1;
  const [right, bottom] = [width - RIGHT_PX, HEIGHT_PX - BOTTOM_PX];
  const scale: Scale = {
    x: (seconds) => LEFT_PX + ((seconds - first) / Math.max(1, last - first)) * (right - LEFT_PX),
    y: (value) => bottom - (value / top) * (bottom - TOP_PX),
  };
  return (
    <svg width={width} height={HEIGHT_PX} aria-hidden="true" focusable="false">
      {ticks.map((value) => (
        <g key={value} class="plot-rule">
          <path d={`M${LEFT_PX} ${scale.y(value)}H${right}`} />
          <text x={LEFT_PX - 8} y={scale.y(value) + 4} text-anchor="end">
            {format(value)}
          </text>
        </g>
      ))}
      {timeTicks(first, last, (right - LEFT_PX) / TIME_WIDTH_PX).map((seconds) => (
        <g key={seconds} class="plot-rule">
          <path d={`M${scale.x(seconds)} ${TOP_PX}V${bottom}`} />
          <text x={scale.x(seconds)} y={HEIGHT_PX - 5} text-anchor="middle">
            {new Date(seconds * 1000).toISOString().slice(11, 19)}
          </text>
        </g>
      ))}
      {lines.map((line, index) => (
        <Line key={line.title} line={line} places={placesOf(times, values[index] ?? [], scale)} />
      ))}
    </svg>
  );
}

type Place = readonly [x: number, y: number];

/** The points of a line, which goes straight on over times of which nothing is known. */
const placesOf = (times: readonly number[], values: readonly (number | null)[], { x, y }: Scale): readonly Place[] =>
  times.flatMap((seconds, index) => {
    const value = values[index];
    return value === null || value === undefined ? [] : [[x(seconds), y(value)] as const];
  });

function Line({ line: { colour, dash }, places }: { readonly line: PlotLine; readonly places: readonly Place[] }) {
  const stroke = `var(${colour})`;
  const [only, another] = places;
  if (only && !another) return <circle cx={only[0]} cy={only[1]} r="2.5" style={{ fill: stroke }} />;
  const path = places.map(([x, y], index) => `${index === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
  return <path class="plot-line" d={path} style={{ stroke }} stroke-dasharray={dash?.join(" ")} />;
}
