import type { Compilation } from "../compilation.ts";
import type { Resolver } from "../intrinsics/resolver.ts";
import { isObject, listOf, objectOf, type PlainObject, textOf } from "../plain-data.ts";
import { unrollLoops, usesLoops } from "../scope/loops.ts";

const SECTIONS = ["Parameters", "Mappings", "Rules", "Conditions", "Resources", "Outputs", "Globals"] as const;

/** The parts of a template that are maps by name, each empty when the template lacks it. */
export type Sections = Readonly<Record<(typeof SECTIONS)[number], PlainObject>>;

/** Sections that say nothing about what runs. */
const DESCRIPTIVE = ["AWSTemplateFormatVersion", "Description", "Metadata", "Transform"];

/** Sections that say how a stack is deployed, not what runs. */
const WITHOUT_EFFECT = ["Hooks"];

const SAM_TRANSFORM = "AWS::Serverless-2016-10-31";
const TRANSFORMS = [SAM_TRANSFORM, "AWS::LanguageExtensions"];

/** The transforms of AWS's own that change how a stack is deployed, not what it holds. */
const DEPLOYING = /^AWS::(?!Include$)/;

/** The sections of a template. What does not belong into one becomes a notice. */
export function readSections(root: PlainObject, { positions, notices }: Compilation): Sections {
  const about = (key: string) => ({ location: positions.at(root, key) ?? positions.top });
  for (const key of Object.keys(root)) {
    if (WITHOUT_EFFECT.includes(key))
      notices.add("info", "section-without-effect", `${key} are not evaluated here.`, about(key));
    else if (isSection(key)) checkMap(key);
    else if (!DESCRIPTIVE.includes(key))
      notices.add("warning", "unknown-section", `CloudFormation knows no section ${key}.`, about(key));
  }
  for (const name of transformsOf(root)) checkTransform(name);
  if (!isObject(root.Resources))
    notices.add("error", "no-resources", `A template needs a Resources section.${hintFor(root)}`, {
      location: positions.top,
    });

  function checkTransform(name: string): void {
    const refusal = `The macro ${name} runs in AWS and cannot run here; put its result into the template.`;
    if (TRANSFORMS.includes(name)) return;
    if (DEPLOYING.test(name))
      notices.add("warning", "transform-not-run", `The transform ${name} is not run here.`, about("Transform"));
    else notices.add("error", "macro-refused", refusal, about("Transform"));
  }

  function checkMap(key: string): void {
    if (isObject(root[key]) || root[key] === null) return;
    notices.add("error", "invalid-section", `${key} must be a map of names.`, about(key));
  }

  return Object.fromEntries(SECTIONS.map((key) => [key, objectOf(root[key])])) as Sections;
}

const isSection = (key: string) => SECTIONS.some((section) => section === key);

const transformsOf = (root: PlainObject) =>
  listOf(root.Transform).map((transform) => textOf(transform) ?? String(objectOf(transform).Name));

/** Tells whether a template says that its `AWS::Serverless` types are SAM's. */
export const declaresSam = (root: PlainObject): boolean => transformsOf(root).includes(SAM_TRANSFORM);

/** The sections with every `Fn::ForEach` unrolled. A mistake in one becomes a notice. */
export function unrollSections(sections: Sections, resolver: Resolver, { positions, notices }: Compilation): Sections {
  if (!usesLoops(sections)) return sections;
  try {
    return unrollLoops(sections, positions.top, resolver, positions) as Sections;
  } catch (error) {
    notices.take(error);
    return sections;
  }
}

/** The Serverless Framework's own file is often taken for the template that it makes. */
const hintFor = ({ service, provider }: PlainObject) =>
  service !== undefined && provider !== undefined
    ? " This is the Serverless Framework's file; run serverless package, and give .serverless/cloudformation-template-update-stack.json."
    : "";
