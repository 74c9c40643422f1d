import { resourcesOf } from "./create-services.ts";
import { diagramOf } from "./diagram/diagram.ts";
import type { Diagram } from "./diagram/model.ts";
import { createFind } from "./diagram/nodes.ts";
import type { DescribeContext } from "./services/contract/description/describe.ts";
import type { DescribedFunction, StackParts } from "./services/contract/description/parts.ts";
import { definitions } from "./services/registry.ts";
import type { Stack } from "./template/model.ts";

/** A resource as its template declares it. */
interface DescribedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  readonly file: string;
  readonly line?: number | undefined;
}

/** Something that calls a function: a route, a queue, a rule, … */
interface Trigger {
  readonly kind: string;
  /** Of the API, for a route. */
  readonly logicalId: string;
  /** The key of the route, the expression of a schedule, … */
  readonly detail: string;
}

interface FunctionInStack extends DescribedFunction, Pick<DescribedResource, "file" | "line"> {
  readonly triggers: readonly Trigger[];
}

export interface StackDescription extends Omit<StackParts, "functions"> {
  readonly stackName: string;
  readonly template: string;
  readonly region: string;
  readonly accountId: string;
  readonly resources: readonly DescribedResource[];
  readonly functions: readonly FunctionInStack[];
  /** With local URLs. */
  readonly outputs: Readonly<Record<string, string>>;
}

const NOTHING: StackParts = {
  apis: [],
  functions: [],
  tables: [],
  queues: [],
  buses: [],
  rules: [],
  topics: [],
  secrets: [],
  parameters: [],
  stateMachines: [],
  deliveryStreams: [],
};

export interface DescribeStackOptions {
  readonly endpoint: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Describes a stack for people who look at it: each service says what its own resources are. */
export function describeStack(stack: Stack, { endpoint, outputs }: DescribeStackOptions): StackDescription {
  const find = createFind(stack);
  const context: DescribeContext = { stack, endpoint, idOf: (reference) => find(reference)?.logicalId };
  const parts = definitions.map((definition) => definition.describe?.(resourcesOf(definition, stack), context) ?? {});
  const whole: StackParts = Object.assign({}, NOTHING, ...parts);
  const diagram = diagramOf(stack);
  return {
    stackName: stack.name,
    template: stack.file,
    region: stack.region,
    accountId: stack.accountId,
    resources: resourcesIn(stack),
    ...whole,
    functions: whole.functions.map((described) => ({
      ...described,
      ...placeOf(stack, described.logicalId),
      triggers: triggersOf(described.logicalId, diagram),
    })),
    outputs,
  };
}

const resourcesIn = ({ resources }: Stack): readonly DescribedResource[] =>
  [...resources.values()].map(({ logicalId, type, physicalId, location: { file, line } }) => {
    return { logicalId, type, physicalId, file, line };
  });

function placeOf({ resources, file: template }: Stack, logicalId: string) {
  const { file, line } = resources.get(logicalId)?.location ?? { file: template, line: 1 };
  return { file, line };
}

const TRIGGERING: ReadonlySet<string> = new Set(["calls", "authorizes"]);

function triggersOf(functionId: string, { nodes, edges }: Diagram): readonly Trigger[] {
  return edges
    .filter(({ to, kind }) => to === functionId && TRIGGERING.has(kind))
    .flatMap(({ from, kind }) => {
      const node = nodes.find(({ id }) => id === from);
      if (!node) return [];
      const detail = node.kind === "route" ? node.label : node.label.slice(node.id.length).trim();
      return [
        {
          kind: kind === "authorizes" ? "authorizer" : node.kind,
          logicalId: node.kind === "route" ? node.group : node.id,
          detail,
        },
      ];
    });
}
