import { dirname } from "node:path";
import type { Compilation } from "./compilation.ts";
import { createNotices } from "./mistake.ts";
import type { ResourceKind, Stack, StackResource } from "./model.ts";
import { readOutputs } from "./outputs.ts";
import type { PlainObject } from "./plain-data.ts";
import type { Positions } from "./positions.ts";
import { type Declaration, readDeclarations } from "./resources/declaration.ts";
import { noteDynamicReferences } from "./resources/dynamic-references.ts";
import { createResourceGraph, type ResourceGraph } from "./resources/graph.ts";
import type { Resolved } from "./resources/resolved.ts";
import { validate } from "./resources/validation.ts";
import { noteVerdicts } from "./resources/verdicts.ts";
import { transformSam } from "./sam/transform.ts";
import { createGivenValues } from "./scope/given-values.ts";
import { identify } from "./scope/identity.ts";
import { readParameters } from "./scope/parameters.ts";
import { createStaticScope, type StaticScope } from "./scope/static-scope.ts";
import { declaresSam, readSections, type Sections, unrollSections } from "./sections.ts";
import type { TemplateDocument } from "./text/load.ts";

export interface CompileOptions {
  /** The resource types that run here. All others are accepted without effect. */
  readonly kinds: Readonly<Record<string, ResourceKind>>;
  /** Values of parameters, and of other stacks' exports, by name. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Values that `parameters` goes before. Those that the template does not take are ignored, as the SAM CLI does. */
  readonly configured?: Readonly<Record<string, string>>;
  readonly stackName: string;
  readonly region: string;
  readonly accountId: string;
}

/**
 * Makes a stack of a template: conditions decided, SAM resources expanded, functions evaluated, properties checked.
 * Mistakes do not throw: they are notices of severity `error` (see `assertRunnable`).
 */
export function compile(document: TemplateDocument, options: CompileOptions): Stack {
  const { file, root, positions } = document;
  const notices = createNotices(document.notices);
  const stack = identify(options.stackName, options.region, options.accountId);
  const compilation: Compilation = { positions, notices, stack };

  const given = createGivenValues(options.parameters, options.configured);
  const written = readSections(root, compilation);
  const parameters = readParameters(written.Parameters, given.values, compilation);
  const scopeOf = ({ Mappings, Conditions }: Sections) =>
    createStaticScope({ parameters, mappings: Mappings, conditions: Conditions, imported: given.import }, compilation);
  const sections = unrollSections(written, scopeOf(written).resolver, compilation);
  const statics = scopeOf(sections);

  const { present, absent } = decide(readDeclarations(sections.Resources, compilation), statics, compilation);
  const sam = { globals: sections.Globals, declared: declaresSam(root), statics };
  const transformed = transformSam(present, sam, compilation);
  const graph = createResourceGraph({ ...transformed, absent, kinds: options.kinds, statics }, compilation);
  const resources = evaluate(transformed.declarations, graph, compilation);
  validate(resources, compilation);
  noteVerdicts(resources, compilation);
  noteDynamicReferences(resources, compilation);
  const { resolver } = graph;
  const outputs = readOutputs(sections.Outputs, { resolver, condition: statics.scope.condition }, compilation);
  given.noteUnused(written.Parameters, compilation);

  return {
    ...stack,
    file,
    baseDir: dirname(file),
    parameters: parameters.values,
    resources: new Map(resources.map((resource) => [resource.declaration.logicalId, asStackResource(resource)])),
    outputs,
    notices: notices.list,
    locate: createLocator(resources, positions),
  };
}

interface Decided {
  readonly present: ReadonlyMap<string, Declaration>;
  readonly absent: ReadonlySet<string>;
}

/** Parts the resources by whether their conditions hold. */
function decide(all: ReadonlyMap<string, Declaration>, statics: StaticScope, compilation: Compilation): Decided {
  const present = new Map<string, Declaration>();
  const absent = new Set<string>();
  for (const [logicalId, declaration] of all) {
    if (holds(declaration, statics, compilation)) present.set(logicalId, declaration);
    else absent.add(logicalId);
  }
  return { present, absent };
}

function holds({ logicalId, condition, location }: Declaration, { scope }: StaticScope, { notices }: Compilation) {
  try {
    return condition === undefined || scope.condition(condition, location);
  } catch (error) {
    notices.take(error, { logicalId });
    return false;
  }
}

function evaluate(
  declarations: ReadonlyMap<string, Declaration>,
  graph: ResourceGraph,
  { notices }: Compilation,
): readonly Resolved[] {
  return [...declarations.values()].flatMap(({ logicalId, location }) => {
    try {
      return [graph.get(logicalId, location)];
    } catch (error) {
      notices.take(error, { logicalId });
      return [];
    }
  });
}

const asStackResource = ({ declaration, behaviour, properties, physicalId, attribute }: Resolved): StackResource => ({
  logicalId: declaration.logicalId,
  type: declaration.type,
  verdict: behaviour.verdict,
  properties: asRead(behaviour, properties),
  physicalId,
  attribute: (name) => attribute(name, declaration.location),
  metadata: declaration.metadata,
  dependsOn: declaration.dependsOn,
  location: declaration.location,
});

/** The properties as the kind's schema reads them (its defaults filled in); what it refuses has its notice already. */
function asRead({ kind }: Resolved["behaviour"], properties: PlainObject): PlainObject {
  const read = kind?.schema.safeParse(properties);
  return read?.success ? (read.data as PlainObject) : properties;
}

/** Paths go by CloudFormation's keys, and below `Properties` through what was evaluated. */
function createLocator(resources: readonly Resolved[], positions: Positions): Stack["locate"] {
  const known = new Map(resources.map((resource) => [resource.declaration.logicalId, resource]));
  return (logicalId, path) => {
    const resource = known.get(logicalId);
    if (!resource) return positions.top;
    const { body, location } = resource.declaration;
    return positions.follow(positions.inherit({ ...body, Properties: resource.properties }, body), path, location);
  };
}
