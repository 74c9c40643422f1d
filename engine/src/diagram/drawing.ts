import { allApis, compileApis } from "../services/api-gateway/apis.ts";
import type { Stack } from "../template/model.ts";
import { diagramOf } from "./diagram.ts";
import { connectionsId } from "./edges/routes.ts";
import type { Box, Point } from "./formats/layout.ts";
import type { DiagramEdge, DiagramNode } from "./model.ts";
import { arnOf } from "./nodes.ts";

interface DrawnNode extends DiagramNode, Box {
  /** Of the resource; of a route that of its API. Absent for what no resource declares. */
  readonly logicalId?: string;
  /** Names by which the journal knows it: ARN, physical id and the name at its end, or API and route key. */
  readonly names: readonly string[];
}

interface DrawnEdge extends DiagramEdge {
  readonly points: readonly Point[];
}

/** A diagram with places for everything, in pixels: boxes by their middles, arrows by points for a curve. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly groups: readonly ({ readonly label: string } & Box)[];
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
}

/** Lays a stack out for those who draw it themselves. */
export async function drawingOf(stack: Stack): Promise<Drawing> {
  // It brings the layout, which nothing else needs.
  const { layOut } = await import("./formats/layout.ts");
  const { width, height, groups, nodes, edges } = layOut(diagramOf(stack));
  const identify = createIdentify(stack);
  return {
    width,
    height,
    groups: groups.map(({ label, box }) => ({ label, ...rounded(box) })),
    nodes: nodes.map(({ node, box }) => ({ ...node, ...identify(node), ...rounded(box) })),
    edges: edges.map(({ edge, points }) => ({
      ...edge,
      points: points.map(({ x, y }) => ({ x: round(x), y: round(y) })),
    })),
  };
}

const round = (pixels: number) => Math.round(pixels * 10) / 10;

const rounded = ({ x, y, width, height }: Box): Box => ({
  x: round(x),
  y: round(y),
  width: round(width),
  height: round(height),
});

type Identity = Pick<DrawnNode, "logicalId" | "names">;

function createIdentify(stack: Stack): (node: DiagramNode) => Identity {
  const apis = new Map(
    allApis(compileApis(stack, [...stack.resources.values()])).map((api) => [api.logicalId, api.id] as const),
  );
  return ({ id, kind, group, label }) => {
    const apiId = apis.get(group);
    if (kind === "route" || kind === "connections") {
      const key = id === connectionsId(group) ? "@connections" : label;
      return { logicalId: group, names: apiId === undefined ? [] : [`${apiId} ${key}`] };
    }
    const resource = stack.resources.get(id);
    if (!resource) return { names: [id] };
    const { logicalId, physicalId } = resource;
    const names = [arnOf(resource), physicalId, physicalId.split(/[/|]/).at(-1)];
    return { logicalId, names: [...new Set(names.filter((name) => name !== undefined))] };
  };
}
