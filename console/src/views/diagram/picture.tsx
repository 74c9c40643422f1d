import type { Diagram, DiagramEdge, DiagramNode } from "../../model/flow/diagram.ts";
import { formatCount, formatPlural } from "../../ui/format.ts";
import { curveOf, labelPlace } from "./curve.ts";
import { KIND_WORDS, placeOf } from "./places.ts";
import type { Viewport } from "./viewport.ts";

/** Counts of an arrow or a node. */
export interface Passed {
  readonly total: number;
  readonly errors: number;
  /** Just now. */
  readonly isFresh: boolean;
}

export interface PictureOptions {
  readonly diagram: Diagram;
  readonly viewport: Viewport;
  readonly passedEdge: (index: number) => Passed;
  readonly passedNode: (id: string) => Passed;
}

/** The boxes and arrows, with counts on the arrows. Nodes are links; all that arrows say is in the table as well. */
export function Picture({ diagram, viewport, passedEdge, passedNode }: PictureOptions) {
  const { x, y, scale } = viewport;
  const edges = diagram.edges.map((edge, index) => ({ edge, index, passed: passedEdge(index) }));
  return (
    // Its nodes are links with names of their own.
    // biome-ignore lint/a11y/noSvgWithoutTitle: a title would be shown wherever the pointer is
    <svg class="diagram-picture">
      <defs>
        {["plain", "fresh", "bad"].map((name) => (
          <marker
            key={name}
            id={`arrow-${name}`}
            class={`arrow-head ${name}`}
            viewBox="0 0 10 10"
            refX="9"
            refY="5"
            markerUnits="userSpaceOnUse"
            markerWidth="9"
            markerHeight="9"
            orient="auto"
          >
            <path d="M0 0 10 5 0 10z" />
          </marker>
        ))}
      </defs>
      <g transform={`translate(${x} ${y}) scale(${scale})`}>
        {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing of it takes the focus */}
        <g aria-hidden="true">
          {diagram.groups.map((group) => (
            <Group key={group.label} group={group} />
          ))}
          {edges.map(({ edge, index, passed }) => (
            <path key={index} {...arrowOf(edge, passed)} d={curveOf(edge.points)} />
          ))}
        </g>
        {diagram.nodes.map((node) => (
          <Node key={node.id} node={node} passed={passedNode(node.id)} />
        ))}
        {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing of it takes the focus */}
        <g aria-hidden="true">
          {edges.map(
            ({ edge, index, passed }) => passed.total > 0 && <Count key={index} edge={edge} passed={passed} />,
          )}
        </g>
      </g>
    </svg>
  );
}

function Group({ group: { label, x, y, width, height } }: { readonly group: Diagram["groups"][number] }) {
  const [left, top] = [x - width / 2, y - height / 2];
  return (
    <>
      <rect class="group" x={left} y={top} width={width} height={height} rx="8" />
      <text class="group-label" x={left + 12} y={top + 12}>
        {label}
      </text>
    </>
  );
}

function arrowOf({ kind }: DiagramEdge, { total, errors, isFresh }: Passed) {
  const state = errors > 0 ? "bad" : isFresh ? "fresh" : "plain";
  const classes = ["edge", kind, state, total > 0 && "used", isFresh && "pulse"];
  return { class: classes.filter(Boolean).join(" "), "marker-end": `url(#arrow-${state})` };
}

const CHARACTER_PX = 6.4;

function Count({
  edge: { points },
  passed: { total, errors },
}: {
  readonly edge: DiagramEdge;
  readonly passed: Passed;
}) {
  const { x, y } = labelPlace(points);
  const text = errors > 0 ? `${formatCount(total)} · ${formatCount(errors)} ✕` : formatCount(total);
  const width = text.length * CHARACTER_PX + 10;
  return (
    <g class={errors > 0 ? "count bad" : "count"}>
      <rect class="count-back" x={x - width / 2} y={y - 8} width={width} height="16" rx="8" />
      <text x={x} y={y}>
        {text}
      </text>
    </g>
  );
}

const ROUND: ReadonlySet<string> = new Set(["route", "rule", "connections"]);

function Node({ node, passed: { total, errors, isFresh } }: { readonly node: DiagramNode; readonly passed: Passed }) {
  const { label, kind, x, y, width, height } = node;
  const place = placeOf(node);
  const told =
    total === 0 ? "" : `, ${formatPlural(total, "time")}${errors > 0 ? `, ${formatPlural(errors, "error")}` : ""}`;
  const name = `${label}, ${KIND_WORDS[kind] ?? kind}${told}`;
  const classes = ["node", kind, errors > 0 && "bad", isFresh && "pulse"].filter(Boolean).join(" ");
  const box = (
    <>
      <rect x={x - width / 2} y={y - height / 2} width={width} height={height} rx={ROUND.has(kind) ? height / 2 : 5} />
      <text x={x} y={y}>
        {label}
      </text>
      {errors > 0 && <circle class="node-errors" cx={x + width / 2} cy={y - height / 2} r="5" />}
    </>
  );
  if (place === undefined) return <g class={classes}>{box}</g>;
  return (
    <a class={classes} href={place} aria-label={name} draggable={false}>
      {box}
    </a>
  );
}
