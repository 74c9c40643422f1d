import { createHash } from "node:crypto";
import type { Location } from "../../../kernel/errors.ts";
import type { Compilation } from "../../compilation.ts";
import { TemplateMistake } from "../../mistake.ts";
import { isObject, type PlainObject, pick } from "../../plain-data.ts";
import type { Declaration } from "../../resources/declaration.ts";

/** A resource as the transform writes it, under CloudFormation's own keys. */
export interface Generated {
  readonly Type: string;
  readonly Properties: PlainObject;
  readonly DependsOn?: unknown;
  readonly Metadata?: unknown;
  readonly DeletionPolicy?: unknown;
  readonly UpdateReplacePolicy?: unknown;
}

export type GeneratedResources = Readonly<Record<string, Generated>>;

/** The resources that one SAM resource becomes. */
export interface Expansion {
  readonly resources: GeneratedResources;
  /** Names by which a template may refer to generated resources (`Api.Stage`), and what they stand for. */
  readonly aliases?: Readonly<Record<string, string>>;
}

/** The context of an expander: the things that it may look at besides its own resource. */
export interface SamContext extends Compilation {
  /** Every resource of the template that exists here; SAM's own have the globals merged in. */
  readonly declarations: ReadonlyMap<string, Declaration>;
  /** Decides what needs no resource (`Fn::If`, parameters, mappings); the rest stays as it is written. */
  settle(value: unknown, at: Location): unknown;
}

/** Turns one SAM resource into CloudFormation's. Throws a `TemplateMistake`. */
export type Expander = (declaration: Declaration, context: SamContext) => Expansion;

export const samMistake = (message: string, location: Location) =>
  new TemplateMistake("sam-transform", message, location);

export const ref = (logicalId: string) => ({ Ref: logicalId });
export const getAtt = (logicalId: string, attribute: string) => ({ "Fn::GetAtt": [logicalId, attribute] });
export const sub = (text: string, variables?: PlainObject) => ({ "Fn::Sub": variables ? [text, variables] : text });

/** The attributes of a SAM resource that its main CloudFormation resource keeps. */
export const kept = ({ body }: Declaration): PlainObject =>
  pick(body, ["DependsOn", "Metadata", "DeletionPolicy", "UpdateReplacePolicy"]);

/** SAM writes tags as a map, most of CloudFormation as a list. */
export const tagList = (tags: PlainObject) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

const HASH_LENGTH = 10;

/** The ending by which SAM tells generated resources apart: a hash of what they are made of. */
export const hashOf = (data: unknown): string =>
  createHash("sha1")
    .update(typeof data === "string" ? data : sortedJson(data))
    .digest("hex")
    .slice(0, HASH_LENGTH);

function sortedJson(data: unknown): string {
  if (Array.isArray(data)) return `[${data.map(sortedJson).join(",")}]`;
  if (!isObject(data)) return JSON.stringify(data ?? null);
  const members = Object.keys(data)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${sortedJson(data[key])}`);
  return `{${members.join(",")}}`;
}
