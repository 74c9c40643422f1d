/** A diagram as `GET /_portcullis/diagram` lays it out, in pixels; boxes by their middles. */
export interface Diagram {
  readonly width: number;
  readonly height: number;
  readonly groups: readonly ({ readonly label: string } & Box)[];
  readonly nodes: readonly DiagramNode[];
  readonly edges: readonly DiagramEdge[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export interface DiagramNode extends Box {
  readonly id: string;
  readonly label: string;
  readonly kind: string;
  readonly group: string;
  readonly logicalId?: string;
  /** Names by which the journal knows it. */
  readonly names: readonly string[];
}

export interface DiagramEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: string;
  readonly points: readonly Point[];
}
