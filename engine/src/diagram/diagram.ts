import { formatArn } from "../languages/arn.ts";
import { type Apis, compileApis } from "../services/api-gateway/apis.ts";
import type { Stack, StackResource } from "../template/model.ts";
import { accessEdges, type Target } from "./edges/access.ts";
import { idsWith, linkEdges } from "./edges/links.ts";
import { connectionsId, routePart, type ServiceRoute } from "./edges/routes.ts";
import type { Diagram, DiagramEdge, DiagramNode } from "./model.ts";
import { arnOf, createFind, DATA, EVENTS, FUNCTIONS, kindOf, resourceNodes } from "./nodes.ts";

/** Draws a stack as nodes and edges: what calls what, and what the policies of roles allow. Nothing is run. */
export function diagramOf(stack: Stack): Diagram {
  const resources = [...stack.resources.values()];
  const apis = compileApis(stack, resources);
  const find = createFind(stack);
  const buses = undeclaredBuses(resources, (reference) => find(reference) !== undefined);
  const { nodes: routes, edges: ofRoutes, serviceRoutes } = routePart(apis, find);
  const ofAccess = usersOf(resources, serviceRoutes).flatMap(({ id, roleArn }) =>
    accessEdges(stack, id, roleArn, targetsOf(stack, apis, buses)),
  );
  const edges = unique([...ofRoutes, ...linkEdges(resources, idsWith(find, new Set(buses))), ...ofAccess]);
  const nodes = [...routes, ...connectionNodes(apis, edges), ...busNodes(buses), ...resourceNodes(stack)];
  const groups = [...new Set(routes.map(({ group }) => group)), FUNCTIONS, EVENTS, DATA];
  return { groups: groups.filter((group) => nodes.some((node) => node.group === group)), nodes, edges };
}

/** Buses that rules listen to and no resource declares, e.g. `default`. */
function undeclaredBuses(resources: readonly StackResource[], isDeclared: (reference: unknown) => boolean) {
  const names = resources
    .filter(({ type, properties }) => type === "AWS::Events::Rule" && properties.EventPattern !== undefined)
    .map(({ properties: { EventBusName } }) => (typeof EventBusName === "string" ? EventBusName : "default"));
  return [...new Set(names)].filter((name) => !isDeclared(name));
}

const busNodes = (buses: readonly string[]): DiagramNode[] =>
  buses.map((name) => ({ id: name, label: `event bus ${name}`, kind: "bus", group: EVENTS }));

/** A WebSocket API's connections are drawn when somebody posts to them. */
const connectionNodes = ({ webSocket }: Apis, edges: readonly DiagramEdge[]): DiagramNode[] =>
  webSocket
    .map(({ logicalId }): DiagramNode => {
      return { id: connectionsId(logicalId), label: "@connections", kind: "connections", group: logicalId };
    })
    .filter(({ id }) => edges.some(({ to }) => to === id));

/** Everything that calls by a role of its own. */
function usersOf(resources: readonly StackResource[], serviceRoutes: readonly ServiceRoute[]): readonly ServiceRoute[] {
  const own = resources
    .filter((resource) => ["function", "state-machine"].includes(kindOf(resource) ?? ""))
    .map(({ logicalId: id, properties: { Role, RoleArn } }) => ({ id, roleArn: String(Role ?? RoleArn ?? "") }));
  return [...serviceRoutes, ...own];
}

function targetsOf(stack: Stack, { webSocket }: Apis, buses: readonly string[]): readonly Target[] {
  const { partition, region, accountId } = stack;
  const made = (service: string, resource: string) => formatArn({ partition, service, region, accountId, resource });
  const ofResources = [...stack.resources.values()].flatMap((resource): Target[] => {
    const [kind, arn] = [kindOf(resource), arnOf(resource)];
    return kind !== undefined && arn !== undefined ? [{ id: resource.logicalId, kind, arns: [arn] }] : [];
  });
  return [
    ...webSocket.map(({ logicalId, stages }): Target => {
      const arns = [...stages.values()].map((stage) => stage.arn);
      return { id: connectionsId(logicalId), kind: "connections", arns };
    }),
    ...buses.map((name): Target => ({ id: name, kind: "bus", arns: [made("events", `event-bus/${name}`)] })),
    ...ofResources,
  ];
}

const unique = (edges: readonly DiagramEdge[]): readonly DiagramEdge[] => [
  ...new Map(edges.map((edge) => [`${edge.from}\n${edge.to}\n${edge.kind}`, edge])).values(),
];
