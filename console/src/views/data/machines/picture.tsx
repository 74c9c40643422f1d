import { useId } from "preact/hooks";
import { type Arrow, type Box, type Definition, graphOf } from "./definition.ts";
import type { Visit } from "./visits.ts";

const WIDTH_PX = 176;
const HEIGHT_PX = 44;
const GAP_X_PX = 40;
const GAP_Y_PX = 48;
const MARGIN_PX = 24;

interface PictureOptions {
  readonly definition: Definition;
  readonly visits: readonly Visit[];
  readonly selected?: string | undefined;
  /** Undefined: states cannot be chosen. */
  readonly onSelect?: (state: string) => void;
}

/** A definition as a picture, its states in the colours of what became of them. */
export function Picture({ definition, visits, selected, onSelect }: PictureOptions) {
  const { boxes, arrows, rows, columns } = graphOf(definition);
  const id = useId();
  const rowWidths = boxes.reduce<number[]>((counts, { row }) => {
    counts[row] = (counts[row] ?? 0) + 1;
    return counts;
  }, []);
  const width = columns * (WIDTH_PX + GAP_X_PX) - GAP_X_PX + 2 * MARGIN_PX;
  const height = rows * (HEIGHT_PX + GAP_Y_PX) - GAP_Y_PX + 2 * MARGIN_PX;
  // Rows with fewer states stand in the middle.
  const placeOf = ({ row, column }: Box) => ({
    x: MARGIN_PX + (column + (columns - (rowWidths[row] ?? 1)) / 2) * (WIDTH_PX + GAP_X_PX),
    y: MARGIN_PX + row * (HEIGHT_PX + GAP_Y_PX),
  });
  const places = new Map(boxes.map((box) => [box.name, placeOf(box)]));
  return (
    <div class="data-picture">
      <div style={{ position: "relative", width: `${width}px`, height: `${height}px` }}>
        <svg width={width} height={height} aria-hidden="true">
          <defs>
            <marker id={`${id}-tip`} viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
              <path d="M0 0L8 4L0 8z" class="data-tip" />
            </marker>
          </defs>
          {arrows.map((arrow) => (
            <Line
              key={`${arrow.from} ${arrow.to} ${arrow.label}`}
              arrow={arrow}
              places={places}
              tip={`url(#${id}-tip)`}
            />
          ))}
        </svg>
        {boxes.map((box) => (
          <State
            key={box.name}
            box={box}
            place={placeOf(box)}
            visits={visits.filter(({ state }) => state === box.name)}
            isSelected={box.name === selected}
            onSelect={onSelect}
          />
        ))}
      </div>
    </div>
  );
}

interface Place {
  readonly x: number;
  readonly y: number;
}

interface StateOptions {
  readonly box: Box;
  readonly place: Place;
  readonly visits: readonly Visit[];
  readonly isSelected: boolean;
  readonly onSelect: ((state: string) => void) | undefined;
}

function State({ box: { name, type }, place, visits, isSelected, onSelect }: StateOptions) {
  const status = visits.at(-1)?.status;
  const times = visits.length > 1 ? ` ${visits.length} ×` : "";
  const style = { left: `${place.x}px`, top: `${place.y}px`, width: `${WIDTH_PX}px`, height: `${HEIGHT_PX}px` };
  const classes = `data-state ${status ?? "idle"}`;
  const content = (
    <>
      <span class="ellipsis">{name}</span>
      <small>{`${type}${status ? ` · ${status}` : ""}${times}`}</small>
    </>
  );
  if (!onSelect)
    return (
      <div class={classes} style={style} title={name}>
        {content}
      </div>
    );
  return (
    <button
      type="button"
      class={classes}
      style={style}
      title={name}
      aria-pressed={isSelected}
      onClick={() => onSelect(name)}
    >
      {content}
    </button>
  );
}

interface LineOptions {
  readonly arrow: Arrow;
  readonly places: ReadonlyMap<string, Place>;
  /** Reference to the tip of arrows. */
  readonly tip: string;
}

function Line({ arrow: { from, to, label }, places, tip }: LineOptions) {
  const [start, end] = [places.get(from), places.get(to)];
  if (!start || !end) return null;
  const { path, middle } = end.y > start.y ? downwards(start, end) : back(start, end);
  return (
    <g>
      <path d={path} class="data-line" marker-end={tip} />
      {label && (
        <text x={middle.x} y={middle.y} text-anchor="middle" class="data-line-label">
          {label}
        </text>
      )}
    </g>
  );
}

function downwards(start: Place, end: Place) {
  const [x1, y1] = [start.x + WIDTH_PX / 2, start.y + HEIGHT_PX];
  const [x2, y2] = [end.x + WIDTH_PX / 2, end.y - 2];
  const bend = GAP_Y_PX / 2;
  return {
    path: `M${x1} ${y1}C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}`,
    middle: { x: (x1 + x2) / 2, y: (y1 + y2) / 2 + 4 },
  };
}

/** A way back, around the right of both. */
function back(start: Place, end: Place) {
  const [x1, y1] = [start.x + WIDTH_PX, start.y + HEIGHT_PX / 2];
  const [x2, y2] = [end.x + WIDTH_PX + 2, end.y + HEIGHT_PX / 2];
  const right = Math.max(x1, x2) + GAP_X_PX / 2;
  return {
    path: `M${x1} ${y1}C${right} ${y1} ${right} ${y2} ${x2} ${y2}`,
    middle: { x: right - 8, y: (y1 + y2) / 2 },
  };
}
