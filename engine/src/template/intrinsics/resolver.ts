import type { Location } from "../../kernel/errors.ts";
import { nearestName } from "../../kernel/words/nearest-name.ts";
import { TemplateMistake } from "../mistake.ts";
import { isContainer, own, type PlainObject } from "../plain-data.ts";
import type { Positions } from "../positions.ts";
import { noTag, unknownTagOf } from "../text/tags.ts";
import { functionUse, type Intrinsic, NO_VALUE, type Scope, UNKNOWABLE } from "./call.ts";
import { listFunctions } from "./lists.ts";
import { logicFunctions } from "./logic.ts";
import { isMadeUp } from "./made-up.ts";
import { referenceFunctions } from "./references.ts";
import { ruleFunctions } from "./rules.ts";
import { textFunctions } from "./text.ts";

type Functions = Readonly<Record<string, Intrinsic>>;

const FUNCTIONS: Functions = {
  ...listFunctions,
  ...logicFunctions,
  ...referenceFunctions,
  ...textFunctions,
};

/** Evaluates the functions in a part of a template. Lists and maps in the result keep their places in the file. */
export interface Resolver {
  /** Throws the first `TemplateMistake`. May give `NO_VALUE`. */
  resolve(value: unknown, at: Location): unknown;
  /** Leaves out what has a mistake and tells `onMistake`, with the key of `value` below which it stands. */
  resolveAll(value: unknown, at: Location, onMistake: (error: unknown, key?: string | number) => void): unknown;
}

/** Maps one part of a list or map. */
type Step = (value: unknown, at: Location) => unknown;

/** `more`: the functions besides those that may stand everywhere. */
export function createResolver(scope: Scope, positions: Positions, more: Functions = {}): Resolver {
  const strict: Step = (value, at) => walk(value, at, strict);

  function walk(value: unknown, at: Location, step: Step): unknown {
    if (!isContainer(value)) return value;
    const use = functionUse(value);
    if (use) return evaluate(use[0], use[1], positions.at(value, use[0]) ?? at);
    return mapParts(value, (part, key) => step(part, positions.at(value, key) ?? at), positions);
  }

  function evaluate(name: string, argument: unknown, at: Location): unknown {
    const run = own(FUNCTIONS, name) ?? own(more, name);
    if (!run) throw noFunction(name, at);
    return run(argument, {
      name,
      at,
      scope,
      resolve: (value) => strict(value, at),
      mistake: (message) => new TemplateMistake("intrinsic-function", `${name} ${message}`, at),
      unknowable: (message) => new TemplateMistake(UNKNOWABLE, `${name} ${message}`, at),
      isMadeUp: (value) => isMadeUp(value, scope),
    });
  }

  return {
    resolve: strict,
    resolveAll(value, at, onMistake) {
      const lenient =
        (key?: string | number): Step =>
        (part, place) => {
          try {
            return walk(part, place, lenient(key));
          } catch (error) {
            onMistake(error, key);
            return NO_VALUE;
          }
        };
      if (!isContainer(value) || functionUse(value)) return lenient()(value, at);
      return mapParts(value, (part, key) => lenient(key)(part, positions.at(value, key) ?? at), positions);
    },
  };
}

function noFunction(name: string, at: Location): TemplateMistake {
  const code = "intrinsic-function";
  if (Object.hasOwn(ruleFunctions, name)) return new TemplateMistake(code, `${name} can stand in Rules alone.`, at);
  const tag = unknownTagOf(name);
  if (tag !== undefined) return new TemplateMistake(code, noTag(tag), at);
  const meant = nearestName(name, Object.keys(FUNCTIONS));
  const remedy = meant ? `; perhaps ${meant} is meant` : "";
  return new TemplateMistake(code, `${name} is no function of CloudFormation's${remedy}.`, at);
}

/** A list or map with `change` applied to each part; parts that come out as `NO_VALUE` are dropped. */
export function mapParts(
  container: object,
  change: (part: unknown, key: string | number) => unknown,
  positions: Positions,
): unknown {
  return Array.isArray(container) ? mapList(container, change, positions) : mapObject(container, change, positions);
}

type Change = (part: unknown, key: string | number) => unknown;

function mapObject(container: object, change: Change, positions: Positions): PlainObject {
  const entries = Object.entries(container).map(([key, part]) => [key, change(part, key)] as const);
  return positions.inherit(Object.fromEntries(entries.filter(([, part]) => part !== NO_VALUE)), container);
}

function mapList(container: readonly unknown[], change: Change, positions: Positions): unknown[] {
  const list: unknown[] = [];
  const places = new Map<number, Location>();
  for (const [index, item] of container.entries()) {
    const part = change(item, index);
    if (part === NO_VALUE) continue;
    const place = positions.at(container, index);
    if (place) places.set(list.length, place);
    list.push(part);
  }
  positions.set(list, places);
  return list;
}
