import { basename, dirname } from "node:path";
import { formatLocation, type Location, UserError } from "../../kernel/errors.ts";
import { exists, realPath } from "../../kernel/machine/looks.ts";
import type { Compilation } from "../compilation.ts";
import { textInPlaceOf } from "../intrinsics/call.ts";
import { plausible } from "../made-up/by-name.ts";
import { CONSEQUENCE, TemplateMistake } from "../mistake.ts";
import type { Stack, StackIdentity } from "../model.ts";
import type { Packages } from "../packages/packages.ts";
import { physicalName } from "../physical-name.ts";
import { objectOf, type PlainObject } from "../plain-data.ts";
import type { Behaviour } from "../resources/behaviour.ts";
import type { Declaration } from "../resources/declaration.ts";
import { type AboutProperties, placeOfProperties } from "../resources/resolved.ts";
import { createPassedValues, type GivenValues } from "../scope/given-values.ts";
import { identify } from "../scope/identity.ts";
import { loadTemplate, type TemplateDocument } from "../text/load.ts";
import { placeOfTemplate, type TemplatePlace } from "./template-place.ts";

export const NESTED_STACK = "AWS::CloudFormation::Stack";

/** The longest name of a stack. */
const MAX_NAME_LENGTH = 128;

export interface NestedStackDependencies {
  readonly packages: Packages;
  readonly given: GivenValues;
  /** The templates around this one and itself, real paths, outermost first. */
  readonly files: readonly string[];
  compile(document: TemplateDocument, inner: InnerStack): Stack;
}

/** The inputs of a nested stack, from the one around it. */
export interface InnerStack {
  readonly stack: StackIdentity;
  readonly given: GivenValues;
  readonly files: readonly string[];
}

/** The stacks that a template nests, each compiled when it is first referred to. */
export interface NestedStacks {
  /** The stacks by the logical ids of their resources. */
  readonly stacks: ReadonlyMap<string, Stack>;
  /** The way in which one answers references. An obstacle to running it becomes a notice. */
  open(declaration: Declaration, properties: PlainObject, about: AboutProperties): Behaviour;
}

export function createNestedStacks(dependencies: NestedStackDependencies, compilation: Compilation): NestedStacks {
  const { notices, positions, stack } = compilation;
  const stacks = new Map<string, Stack>();
  const baseDir = dirname(positions.top.file);

  function open(declaration: Declaration, properties: PlainObject, about: AboutProperties): Behaviour {
    const { logicalId, metadata } = declaration;
    const location = placeOfUrl(declaration, compilation);
    if (about.isFlawed) return broken(identityOf(declaration), location);
    const place = placeOfTemplate(properties, metadata, { baseDir, packages: dependencies.packages });
    if (place?.kind === "elsewhere") {
      notices.add("warning", "nested-stack-elsewhere", sayElsewhere(place), { logicalId, location });
      return inert(identityOf(declaration));
    }
    try {
      if (!place) throw new UserError("A nested stack needs a TemplateURL.", { location });
      const document = readTemplate(place.file, dependencies.files, location);
      const inner = dependencies.compile(document, passedOn(declaration, properties, about, document));
      stacks.set(logicalId, inner);
      notices.join(inner.notices.map((notice) => within(logicalId, notice)));
      return running(inner);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      notices.add("error", "nested-template", error.message, { logicalId, location: error.location ?? location });
      return broken(identityOf(declaration), location);
    }
  }

  function passedOn(
    declaration: Declaration,
    properties: PlainObject,
    { isMadeUp }: AboutProperties,
    { file }: TemplateDocument,
  ): InnerStack {
    const name = `${declaration.logicalId} (${here(declaration.location)})`;
    const giver = { name, compilation, isMadeUp: (parameter: string) => isMadeUp(["Parameters", parameter]) };
    return {
      stack: identityOf(declaration),
      given: createPassedValues(objectOf(properties.Parameters), dependencies.given, giver),
      files: [...dependencies.files, realPath(file)],
    };
  }

  function identityOf({ logicalId }: Declaration): StackIdentity {
    const name = physicalName(logicalId, stack, { maxLength: MAX_NAME_LENGTH });
    return identify(name, stack.region, stack.accountId);
  }

  return { stacks, open };
}

const here = (location: Location) => formatLocation({ file: basename(location.file), ...lineOf(location) });

const lineOf = ({ line }: Location) => (line === undefined ? {} : { line });

function placeOfUrl(declaration: Declaration, { positions }: Compilation): Location {
  const start = placeOfProperties(declaration, positions);
  const { properties } = declaration;
  return positions.at(properties, "TemplateURL") ?? positions.at(properties, "Location") ?? start;
}

/** Rejects a template that is not there, cannot be read, or stands in itself. Throws a `UserError`. */
function readTemplate(file: string, files: readonly string[], location: Location): TemplateDocument {
  if (!exists(file)) throw new UserError(`The nested template ${file} does not exist.`, { location });
  const real = realPath(file);
  if (!files.includes(real)) return loadTemplate(file);
  const way = [...files.slice(files.indexOf(real)), real].map((path) => basename(path)).join(" → ");
  throw new UserError(`The template nests itself: ${way}.`, { location });
}

function sayElsewhere({ name, canBePutInCodeDir }: Extract<TemplatePlace, { kind: "elsewhere" }>): string {
  const remedy = canBePutInCodeDir ? "; --code-dir DIR names a folder that has its template" : "";
  return `The nested stack is not run: ${name} is not on this machine${remedy}. References to it get made-up values.`;
}

const within = <T extends { readonly logicalId?: string }>(outer: string, notice: T): T =>
  notice.logicalId === undefined ? notice : { ...notice, logicalId: `${outer}/${notice.logicalId}` };

const OUTPUT = "Outputs.";

const running = (inner: Stack): Behaviour => ({
  verdict: "emulated",
  hasEffect: true,
  physicalId: () => inner.id,
  attribute: (name) => (name.startsWith(OUTPUT) ? inner.outputs.get(name.slice(OUTPUT.length))?.value : undefined),
});

const inert = ({ id }: StackIdentity): Behaviour => ({
  verdict: "inert",
  hasEffect: false,
  isTold: true,
  physicalId: () => id,
  // The outputs of a stack are text, lists among them.
  attribute: (name, about) => textInPlaceOf(plausible(name.replace(OUTPUT, ""), about)),
});

const broken = ({ id }: StackIdentity, location: Location): Behaviour => ({
  verdict: "refused",
  hasEffect: true,
  isTold: true,
  physicalId: () => id,
  attribute() {
    throw new TemplateMistake(CONSEQUENCE, "The nested template has a mistake.", location);
  },
});
