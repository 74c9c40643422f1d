import type { Diagram, EdgeKind, NodeKind } from "../model.ts";
import { type Box, type Layout, layOut, type Point } from "./layout.ts";

/** Colours for a light page and for a dark one. The picture needs nothing from elsewhere. */
const STYLE = `
text { font: 12px ui-monospace, "DejaVu Sans Mono", monospace; fill: #1f2328; text-anchor: middle; dominant-baseline: central; }
.group { fill: #f6f8fa; stroke: #d1d9e0; }
.group-label { fill: #59636e; text-anchor: start; font-weight: 600; }
.node { fill: #ffffff; stroke: #57606a; }
.function { fill: #fff1e5; stroke: #bc4c00; }
.data { fill: #ddf4ff; stroke: #0969da; }
.event { fill: #fbefff; stroke: #8250df; }
.edge { fill: none; stroke: #57606a; marker-end: url(#arrow); }
.authorizes, .reads { stroke-dasharray: 2 3; }
.failures { stroke: #cf222e; stroke-dasharray: 6 3; }
.posts { stroke: #1a7f37; }
#arrow path { fill: context-stroke; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; }
  .group { fill: #151b23; stroke: #3d444d; }
  .group-label { fill: #9198a1; }
  .node { fill: #0d1117; }
  .function { fill: #3c1e00; }
  .data { fill: #051d4d; }
  .event { fill: #271052; }
  .edge { stroke: #9198a1; }
  .failures { stroke: #f85149; }
  .posts { stroke: #3fb950; }
}`;

type NodeClass = "" | "function" | "data" | "event";

const CLASSES: Readonly<Record<NodeKind, NodeClass>> = {
  route: "",
  connections: "",
  function: "function",
  "state-machine": "function",
  queue: "event",
  topic: "event",
  bus: "event",
  rule: "event",
  "delivery-stream": "event",
  table: "data",
  secret: "data",
  parameter: "data",
  elsewhere: "data",
};

/** The words for an arrow, which a pointer over it shows. */
const WORDS: Readonly<Record<EdgeKind, string>> = {
  calls: "calls",
  authorizes: "asks for authorization",
  failures: "leaves what failed to",
  reads: "reads",
  writes: "writes",
  sends: "sends to",
  posts: "posts to",
};

/** The groups' names stand in their upper left corners. */
const LABEL_OFFSET = 12;

const round = (pixels: number) => Math.round(pixels * 10) / 10;

/** A picture of its own, in which nothing has to be loaded. */
export function toSvg(diagram: Diagram): string {
  const layout = layOut(diagram);
  const { width, height } = layout;
  const labels = new Map(diagram.nodes.map(({ id, label }) => [id, label]));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<style>${STYLE}\n</style>`,
    '<defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">' +
      '<path d="M0 0 10 5 0 10z"/></marker></defs>',
    ...layout.groups.flatMap(groupOf),
    ...layout.edges.map((placed) => edgeOf(placed, labels)),
    ...layout.nodes.flatMap(nodeOf),
    "</svg>",
    "",
  ].join("\n");
}

function groupOf({ label, box }: Layout["groups"][number]): string[] {
  const [left, top] = [box.x - box.width / 2, box.y - box.height / 2];
  return [
    rectangle("group", box, 6),
    `<text class="group-label" x="${round(left + LABEL_OFFSET)}" y="${round(top + LABEL_OFFSET)}">${escapeText(label)}</text>`,
  ];
}

function nodeOf({ node, box }: Layout["nodes"][number]): string[] {
  const corners = node.kind === "route" || node.kind === "rule" ? box.height / 2 : 4;
  return [
    rectangle(`node ${CLASSES[node.kind]}`.trim(), box, corners),
    `<text x="${round(box.x)}" y="${round(box.y)}">${escapeText(node.label)}</text>`,
  ];
}

function rectangle(name: string, { x, y, width, height }: Box, corners: number): string {
  const place = `x="${round(x - width / 2)}" y="${round(y - height / 2)}"`;
  return `<rect class="${name}" ${place} width="${round(width)}" height="${round(height)}" rx="${corners}"/>`;
}

function edgeOf({ edge, points }: Layout["edges"][number], labels: ReadonlyMap<string, string>): string {
  const title = `${labels.get(edge.from)} ${WORDS[edge.kind]} ${labels.get(edge.to)}`;
  return `<path class="edge ${edge.kind}" d="${curve(points)}"><title>${escapeText(title)}</title></path>`;
}

/** A curve that begins and ends at the first and the last point and is drawn by those between. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points.map(({ x, y }) => ({ x: round(x), y: round(y) }));
  if (first === undefined) return "";
  const bends = rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1] ?? point;
    const isLast = index === rest.length - 2;
    const end = isLast ? next : { x: round((point.x + next.x) / 2), y: round((point.y + next.y) / 2) };
    return `Q${point.x} ${point.y} ${end.x} ${end.y}`;
  });
  const straight = rest.length === 1 ? rest.map(({ x, y }) => `L${x} ${y}`) : [];
  return [`M${first.x} ${first.y}`, ...bends, ...straight].join("");
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

const escapeText = (text: string) => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
