import { dirname } from "node:path";
import type { Compilation } from "../compilation.ts";
import { type Expanded, expandIncludes } from "../include/expand-includes.ts";
import { noteLimits } from "../limits/note-limits.ts";
import { createNotices } from "../mistake.ts";
import type { Notice, ResourceType, Stack, StackIdentity, StackResource } from "../model.ts";
import { locateWithin, withNestedResources } from "../nested/merge.ts";
import { createNestedStacks, NESTED_STACK, type NestedStacks } from "../nested/nested-stacks.ts";
import { findLocalCode } from "../packages/local-code.ts";
import { createPackages, type Packages } from "../packages/packages.ts";
import { objectOf, type PlainObject } from "../plain-data.ts";
import type { Positions } from "../positions.ts";
import { createParameterStore, type ParameterStore } from "../references/parameter-store.ts";
import { type References, resolveReferences } from "../references/resolve-references.ts";
import { behaviourOf } from "../resources/behaviour.ts";
import { answering, type CustomAnswers, isCustomResource } from "../resources/custom-resource.ts";
import { type Declaration, readDeclarations } from "../resources/declaration.ts";
import { createResourceGraph, type ResourceGraph } from "../resources/graph.ts";
import { plainNumbers } from "../resources/mould.ts";
import type { ResolutionDependencies, Resolved } from "../resources/resolved.ts";
import { validate } from "../resources/validation.ts";
import { noteVerdicts } from "../resources/verdicts.ts";
import { transformSam } from "../sam/transform.ts";
import { samTypes } from "../sam/types.ts";
import type { GivenValues } from "../scope/given-values.ts";
import { type Parameters, readParameters, readSsmParameters } from "../scope/parameters.ts";
import { createStaticScope, type StaticScope } from "../scope/static-scope.ts";
import type { TemplateDocument } from "../text/load.ts";
import { UNKNOWN_TAG } from "../text/reader.ts";
import { readOutputs } from "./outputs.ts";
import { checkRules } from "./rules.ts";
import { declaresSam, readSections, type Sections, unrollSections } from "./sections.ts";

export interface StackOptions {
  readonly resourceTypes: Readonly<Record<string, ResourceType>>;
  readonly codeDir: string | undefined;
  readonly stack: StackIdentity;
  readonly given: GivenValues;
  /** The templates around this one and itself, real paths, outermost first. */
  readonly files: readonly string[];
  /** Resources that the account has besides the template's. */
  readonly existing: PlainObject;
  /** The values that the stacks around this one put into Parameter Store. */
  readonly ssm: ParameterStore;
  readonly answers: CustomAnswers;
  /** Their knowledge of code in S3. */
  readonly packages: Packages;
}

const SAM_PREFIX = "AWS::Serverless::";

/** The sections of a template with their loops unrolled, and what they look up. */
interface Opened {
  readonly sections: Sections;
  readonly statics: StaticScope;
  readonly parameters: Parameters;
  readonly ssm: ParameterStore;
}

/** One template and the stacks that it nests. */
export function compileStack(document: TemplateDocument, options: StackOptions): Stack {
  const { file, positions } = document;
  const notices = createNotices(document.notices);
  const compilation: Compilation = { positions, notices, stack: options.stack };
  const packages = createPackages(file, options.codeDir, options.packages);
  const { root, files } = withIncludes(document, { ...options, packages }, compilation);
  const opened = open(root, options, compilation);
  const { sections, statics, parameters, ssm } = opened;
  checkRules(sections.Rules, statics, compilation);

  const declared = readDeclarations(sections.Resources, compilation);
  const { present, absent } = decide(declared, conditionHolds(statics, effective(options), compilation));
  const sam = { globals: sections.Globals, declared: declaresSam(root), statics };
  const transformed = transformSam(present, sam, compilation);
  const nested = nestedStacks({ ...options, ssm, packages }, compilation);
  const graph = createResourceGraph(
    { ...transformed, absent, behaviourOf: behaviours(options, nested), runs: runningIn(options), statics },
    compilation,
  );
  const evaluated = evaluate(transformed.declarations, graph, compilation);
  const references = resolveReferences(evaluated, ssm, compilation);
  const resources = findLocalCode(references.resources, packages, compilation);
  validate(resources, compilation);
  noteLimits(root, sections, resources, compilation);
  noteVerdicts(resources, [...Object.keys(options.resourceTypes), ...Object.keys(samTypes)], compilation);
  const outputs = outputsOf(opened, graph, references, compilation);
  options.given.noteUnused(sections.Parameters, compilation);

  const own = new Map(
    resources.map((resource) => [resource.declaration.logicalId, asStackResource(resource, positions)]),
  );
  return {
    ...options.stack,
    file,
    files: [file, ...files, ...[...nested.stacks.values()].flatMap((inner) => inner.files)],
    baseDir: dirname(file),
    parameters: parameters.values,
    concealed: parameters.concealed,
    resources: withNestedResources(own, nested.stacks),
    outputs,
    notices: withoutRepeats(notices.list),
    locate: locateWithin(createLocator(resources, positions), nested.stacks),
  };
}

/** A tag that CloudFormation lacks is told once: as an error where it has an effect, else as a warning. */
function withoutRepeats(notices: readonly Notice[]): readonly Notice[] {
  const placeOf = ({ location }: Notice) => `${location?.file}:${location?.line}:${location?.column}`;
  const told = new Set(notices.filter(({ code }) => code !== UNKNOWN_TAG).map(placeOf));
  return notices.filter((notice) => notice.code !== UNKNOWN_TAG || !told.has(placeOf(notice)));
}

/** Includes come before all else: parameters alone may say which file is meant. */
function withIncludes({ root }: TemplateDocument, options: StackOptions, compilation: Compilation): Expanded {
  // What is wrong with parameters is told once, when they are read with all that was included.
  const quiet = { ...compilation, notices: createNotices() };
  const parameters = readParameters(objectOf(root.Parameters), options.given, quiet);
  const statics = createStaticScope(
    {
      parameters,
      mappings: objectOf(root.Mappings),
      conditions: objectOf(root.Conditions),
      imported: options.given.import,
    },
    quiet,
  );
  const { packages, files: templates } = options;
  const dependencies = { packages, templates, resolver: statics.resolver, hasEffect: effective(options) };
  return expandIncludes(root, dependencies, compilation);
}

function open(root: PlainObject, options: StackOptions, compilation: Compilation): Opened {
  const { given, existing } = options;
  const read = readSections(root, compilation);
  const written: Sections = {
    ...read,
    Resources: compilation.positions.inherit({ ...read.Resources, ...existing }, read.Resources),
  };
  const scopeOf = ({ Mappings, Conditions }: Sections, parameters: Parameters) =>
    createStaticScope({ parameters, mappings: Mappings, conditions: Conditions, imported: given.import }, compilation);
  const named = readParameters(written.Parameters, given, compilation);
  const ssm = createParameterStore(written.Resources, scopeOf(written, named).resolver, options.ssm);
  const parameters = readSsmParameters(named, ssm);
  const sections = unrollSections(written, scopeOf(written, parameters).resolver, compilation);
  return { sections, parameters, ssm, statics: scopeOf(sections, parameters) };
}

function outputsOf(
  { sections, statics }: Opened,
  { resolver }: ResourceGraph,
  references: References,
  compilation: Compilation,
): Stack["outputs"] {
  const outputs = readOutputs(sections.Outputs, { resolver, condition: statics.scope.condition }, compilation);
  return new Map([...outputs].map(([name, output]) => [name, { ...output, value: references.replace(output.value) }]));
}

function nestedStacks(options: StackOptions, compilation: Compilation): NestedStacks {
  const { resourceTypes, codeDir, answers, given, files, ssm, packages } = options;
  const compile = (document: TemplateDocument, inner: Pick<StackOptions, "stack" | "given" | "files">) =>
    compileStack(document, { ...inner, resourceTypes, codeDir, answers, ssm, packages, existing: {} });
  return createNestedStacks({ packages, given, files, compile }, compilation);
}

const behaviours =
  ({ resourceTypes, answers }: StackOptions, nested: NestedStacks): ResolutionDependencies["behaviourOf"] =>
  (declaration, properties, about) => {
    if (declaration.type === NESTED_STACK) return nested.open(declaration, properties, about);
    const behaviour = behaviourOf(declaration.type, resourceTypes);
    return isCustomResource(declaration.type) ? answering(behaviour, answers) : behaviour;
  };

/** A nested stack may give on what is made up in it: it is none of those that surely run. */
const runningIn =
  ({ resourceTypes }: StackOptions) =>
  (type: string): boolean =>
    Object.hasOwn(resourceTypes, type);

/** Tells whether a mistake in a resource of that type is a reason to stop. */
const effective =
  ({ resourceTypes }: StackOptions) =>
  (type: string): boolean =>
    type === NESTED_STACK || type.startsWith(SAM_PREFIX) || behaviourOf(type, resourceTypes).hasEffect;

interface Decided {
  readonly present: ReadonlyMap<string, Declaration>;
  readonly absent: ReadonlySet<string>;
}

/** Parts the resources by whether their conditions hold. */
function decide(all: ReadonlyMap<string, Declaration>, holds: (declaration: Declaration) => boolean): Decided {
  const present = new Map<string, Declaration>();
  const absent = new Set<string>();
  for (const [logicalId, declaration] of all) {
    if (holds(declaration)) present.set(logicalId, declaration);
    else absent.add(logicalId);
  }
  return { present, absent };
}

/** A resource without effect is there when its condition cannot be decided: others may refer to it. */
const conditionHolds =
  ({ scope }: StaticScope, hasEffect: (type: string) => boolean, { notices }: Compilation) =>
  ({ logicalId, type, condition, location }: Declaration): boolean => {
    try {
      return condition === undefined || scope.condition(condition, location);
    } catch (error) {
      const isError = hasEffect(type);
      notices.take(error, { logicalId, severity: isError ? "error" : "warning" });
      return !isError;
    }
  };

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

const asStackResource = (
  { declaration, behaviour, properties, physicalId, attribute }: Resolved,
  positions: Positions,
): StackResource => ({
  logicalId: declaration.logicalId,
  type: declaration.type,
  verdict: behaviour.verdict,
  properties: asRead(behaviour, objectOf(plainNumbers(properties, positions))),
  physicalId,
  attribute: (name) => attribute(name, declaration.location),
  metadata: objectOf(plainNumbers(declaration.metadata, positions)),
  dependsOn: declaration.dependsOn,
  location: declaration.location,
});

/** The properties as their type's schema reads them (its defaults filled in); what it refuses has its notice already. */
function asRead({ resourceType }: Resolved["behaviour"], properties: PlainObject): PlainObject {
  const read = resourceType?.schema.safeParse(properties);
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
