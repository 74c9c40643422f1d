/** Kinds of what is drawn; a kind has a shape. */
export type NodeKind =
  | "route"
  | "connections"
  | "function"
  | "state-machine"
  | "queue"
  | "topic"
  | "bus"
  | "rule"
  | "delivery-stream"
  | "table"
  | "secret"
  | "parameter"
  | "elsewhere";

export interface DiagramNode {
  /** The logical id; of a route that of its API and its key. */
  readonly id: string;
  readonly label: string;
  readonly kind: NodeKind;
  /** The group that it is drawn in. */
  readonly group: string;
}

/**
 * `calls`: an event or a request goes that way. `authorizes`: a route asks that function. `failures`: the way of what
 * could not be delivered. The others are what the policies of a role allow.
 */
export type EdgeKind = "calls" | "authorizes" | "failures" | "reads" | "writes" | "sends" | "posts";

export interface DiagramEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
}

/** A stack as nodes and edges, in the order of its template. */
export interface Diagram {
  readonly groups: readonly string[];
  readonly nodes: readonly DiagramNode[];
  readonly edges: readonly DiagramEdge[];
}
