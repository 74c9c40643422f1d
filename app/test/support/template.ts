import { readFileSync } from "node:fs";
import { parse, type TagId, type Tags } from "yaml";

export interface Resource {
  readonly Type: string;
  readonly Condition?: string;
  readonly DependsOn?: readonly string[];
  // biome-ignore lint/suspicious/noExplicitAny: tests look at whatever they expect there, and fail if it is not.
  readonly Properties: any;
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  readonly Metadata?: any;
}

export interface Template {
  readonly Parameters: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  readonly Globals: any;
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Mappings: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly Conditions: Readonly<Record<string, unknown>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>;
}

/** The short forms that the template uses, as the long forms that CloudFormation makes of them. */
const SHORT_FORMS = [
  "Ref",
  "Sub",
  "GetAtt",
  "If",
  "Equals",
  "Not",
  "And",
  "Or",
  "Split",
  "Join",
  "Condition",
  "FindInMap",
];

const customTags = SHORT_FORMS.flatMap((name) => {
  const key = ["Ref", "Condition"].includes(name) ? name : `Fn::${name}`;
  const tag = `!${name}` as TagId;
  return [
    { tag, resolve: (value: string) => ({ [key]: value }) },
    { tag, collection: "seq", resolve: (items: { toJSON(): unknown }) => ({ [key]: items.toJSON() }) },
  ];
}) as Tags;

export const templateText = readFileSync(new URL("../../template.yaml", import.meta.url), "utf8");

export const parseTemplate = (text: string): Template => parse(text, { customTags });

export const template = parseTemplate(templateText);

export const resourcesOf = (type: string): [string, Resource][] =>
  Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);

/** Throws when there is no such resource. */
export function propertiesOf(logicalId: string): Resource["Properties"] {
  const { Properties } = template.Resources[logicalId] ?? {};
  if (Properties === undefined) throw new Error(`There is no ${logicalId}.`);
  return Properties;
}

/** Gives the logical id that a `!Ref` or the first part of a `!GetAtt` names. */
export const logicalIdOf = (value: { Ref?: string; "Fn::GetAtt"?: string }): string =>
  value.Ref ?? value["Fn::GetAtt"]?.split(".")[0] ?? "";

export const functions = resourcesOf("AWS::Serverless::Function");

/** Every value in a part of the template, with the keys that lead to it. */
export function* walk(
  value: unknown,
  path: readonly string[] = [],
): Generator<[path: readonly string[], value: unknown]> {
  yield [path, value];
  if (typeof value !== "object" || value === null) return;
  for (const [key, child] of Object.entries(value)) yield* walk(child, [...path, key]);
}
