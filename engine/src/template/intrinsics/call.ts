import type { Location } from "../../kernel/errors.ts";
import { TemplateMistake } from "../mistake.ts";
import { isObject, listOf, textOf } from "../plain-data.ts";

/** The value of `Ref: AWS::NoValue`: whoever holds it drops the key or the item. */
export const NO_VALUE = Symbol("AWS::NoValue");

/** Thrown by a lookup that only the stack's resources can answer, where they are not known yet. */
export class NeedsResource extends TemplateMistake {
  readonly logicalId: string;

  constructor(logicalId: string, at: Location) {
    super("needs-resource", `${logicalId} is no parameter, and resources cannot be referred to here.`, at);
    this.logicalId = logicalId;
  }
}

/** The names that intrinsic functions look up. Each lookup throws a `TemplateMistake` for what does not exist. */
export interface Scope {
  ref(name: string, at: Location): unknown;
  attribute(logicalId: string, attribute: string, at: Location): unknown;
  condition(name: string, at: Location): boolean;
  /** The value of a mapping under two keys; undefined when it lacks one of them. */
  mapping(name: string, topLevelKey: string, secondLevelKey: string): unknown;
  /** The value of another stack's export or output. */
  imported(name: string, at: Location, kind: "export" | "output"): string;
  /** Tells whether `Ref` and `Fn::GetAtt` of that name give values that are made up here. */
  isMadeUp(name: string): boolean;
  /** The values of all parameters of a type. */
  refAll(type: string): readonly string[];
}

/** One use of an intrinsic function. */
export interface Call {
  /** `Fn::Join` */
  readonly name: string;
  readonly at: Location;
  readonly scope: Scope;
  /** A part of the argument, its own functions evaluated. */
  resolve(value: unknown): unknown;
  /** The mistake of this use; `message` goes on from the function's name. */
  mistake(message: string): TemplateMistake;
  /** The mistake of a use whose value only AWS knows. */
  unknowable(message: string): TemplateMistake;
  /** Tells whether a part of the argument depends on values that are made up here. */
  isMadeUp(value: unknown): boolean;
}

/** Evaluates one function; throws a `TemplateMistake`. */
export type Intrinsic = (argument: unknown, call: Call) => unknown;

/** The name and argument when `value` is a use of a function: a map with that one key. */
export function functionUse(value: unknown): readonly [name: string, argument: unknown] | undefined {
  if (!isObject(value)) return undefined;
  const [entry, ...others] = Object.entries(value);
  if (!entry || others.length > 0) return undefined;
  return entry[0] === "Ref" || entry[0].startsWith("Fn::") ? entry : undefined;
}

/** The argument as a list of `min` to `max` members, not yet resolved. `form` shows what is right. */
export function members(argument: unknown, call: Call, form: string, [min, max]: readonly [number, number]) {
  const list = Array.isArray(argument) ? argument : undefined;
  if (!list || list.length < min || list.length > max) throw call.mistake(`takes ${form}.`);
  return list as readonly unknown[];
}

/** `value` resolved to text. What is made up may have another form: its texts then stand side by side. */
export function resolveText(value: unknown, call: Call, what: string): string {
  const resolved = call.resolve(value);
  const text = textOf(resolved) ?? (call.isMadeUp(value) ? textInPlaceOf(resolved) : undefined);
  if (text === undefined) throw call.mistake(`needs text for ${what}.`);
  return text;
}

/** The text that stands for a list or map which is made up. */
export const textInPlaceOf = (value: unknown): string =>
  listOf(value)
    .map((item) => textOf(item) ?? JSON.stringify(item) ?? "")
    .join(",");

/** `value` resolved to a list. What is made up may be the text that stands for one. */
export function resolveList(value: unknown, call: Call, what: string): readonly unknown[] {
  const list = call.resolve(value);
  if (Array.isArray(list)) return list;
  if (!call.isMadeUp(value)) throw call.mistake(`needs a list for ${what}.`);
  return listOf(list);
}

/** `${Name}` and `${!Name}` in the text of `Fn::Sub`. */
export const PLACEHOLDER = /\$\{(!?)([^{}]*)\}/g;

/** The code of a mistake about what only AWS can tell. */
export const UNKNOWABLE = "unknowable";
