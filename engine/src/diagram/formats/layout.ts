import dagre from "@dagrejs/dagre";
import type { Diagram, DiagramEdge, DiagramNode } from "../model.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A rectangle by its middle. */
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly groups: readonly { readonly label: string; readonly box: Box }[];
  readonly nodes: readonly { readonly node: DiagramNode; readonly box: Box }[];
  readonly edges: readonly { readonly edge: DiagramEdge; readonly points: readonly Point[] }[];
}

/** Pixels. A character is as wide as a monospaced one of that height. */
const CHARACTER_WIDTH = 7.3;
const NODE_HEIGHT = 30;
const PADDING = 24;

/** Groups keep the distance of arrows from each other, of which a part goes to their names. */
const GAPS = { rankdir: "LR", nodesep: 14, ranksep: 70, edgesep: 22, marginx: 24, marginy: 24 };

/** A group's name stands above its nodes. */
const LABEL_ROOM = 12;

/** Places nodes in layers, from the left to the right, so that most arrows lead there; groups stay together. */
export function layOut({ groups, nodes, edges }: Diagram): Layout {
  const graph = new dagre.graphlib.Graph({ compound: true, multigraph: true });
  graph.setGraph({ ...GAPS });
  graph.setDefaultEdgeLabel(() => ({}));
  const groupId = (group: string) => `group ${group}`;
  for (const group of groups) graph.setNode(groupId(group), {});
  for (const { id, label, group } of nodes) {
    graph.setNode(id, { width: label.length * CHARACTER_WIDTH + PADDING, height: NODE_HEIGHT });
    graph.setParent(id, groupId(group));
  }
  for (const { from, to, kind } of edges) graph.setEdge(from, to, {}, kind);
  dagre.layout(graph);
  const { width = 0, height = 0 } = graph.graph() as Partial<Box>;
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    groups: groups.map((label) => ({ label, box: withLabelRoom(graph.node(groupId(label)) as Box) })),
    nodes: nodes.map((node) => ({ node, box: graph.node(node.id) as Box })),
    edges: edges.map((edge) => ({ edge, points: pointsOf(graph.edge(edge.from, edge.to, edge.kind)) })),
  };
}

const withLabelRoom = ({ x, y, width, height }: Box): Box => ({
  x,
  y: y - LABEL_ROOM / 2,
  width,
  height: height + LABEL_ROOM,
});

const pointsOf = (edge: unknown) => (edge as { readonly points: readonly Point[] }).points;
