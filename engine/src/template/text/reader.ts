import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { type Location, UserError } from "../../kernel/errors.ts";
import type { Notice } from "../model.ts";
import { isObject, type PlainObject } from "../plain-data.ts";
import type { Positions } from "../positions.ts";
import { createScalarReader } from "./scalar-reader.ts";
import { functionOfTag, isYamlTag, noTag, unknownTagOf } from "./tags.ts";

/** The code of the remark on a tag that CloudFormation lacks. */
export const UNKNOWN_TAG = "unknown-tag";

export interface ReaderDependencies {
  readonly document: Document;
  readonly positions: Positions;
  /** The list to which remarks are added on the way. */
  readonly notices: Notice[];
  locate(offset: number): Location;
  /** Hears of each short form of a function, such as `!Sub`. */
  onShortForm?(tag: string, location: Location): void;
}

/** A template of 1 MB, CloudFormation's limit, has no room for more, and aliases of aliases make billions of a page. */
const MAX_VALUES = 262_144;

/** Turns YAML's syntax tree into plain data and remembers where each part of it stands. */
export function createReader({ document, positions, notices, locate, onShortForm }: ReaderDependencies): {
  read(node: unknown): unknown;
} {
  const finished = new Map<Node, { value: unknown; count: number }>();
  const underway = new Set<Node>();
  const readScalar = createScalarReader({ notices, locate });
  const counter = createCounter((node) => placeOf(node));
  const placeOf = (node: unknown) => locate((node as Node | null)?.range?.[0] ?? 0);

  function read(node: unknown): unknown {
    if (isAlias(node)) return read(anchored(node));
    if (!isMap(node) && !isSeq(node) && !isScalar(node)) return node ?? null;
    const known = finished.get(node);
    counter.add(known?.count ?? 1, node);
    if (known) return known.value;
    if (underway.has(node)) throw new UserError("An anchor contains itself.", { location: placeOf(node) });
    underway.add(node);
    const before = counter.total();
    const value = spellOut(node, contentOf(node));
    underway.delete(node);
    finished.set(node, { value, count: counter.total() - before + 1 });
    return value;
  }

  function anchored(alias: Alias): Node {
    const node = alias.resolve(document);
    if (!node) throw new UserError(`No anchor &${alias.source} stands before this.`, { location: placeOf(alias) });
    return node;
  }

  function contentOf(node: YAMLMap | YAMLSeq | Scalar): unknown {
    if (isMap(node)) return readMap(node);
    return isSeq(node) ? readList(node) : readScalar(node);
  }

  function spellOut({ tag, range }: Node, value: unknown): unknown {
    if (tag === undefined || isYamlTag(tag)) return value;
    const location = locate(range?.[0] ?? 0);
    const name = functionOfTag(tag);
    if (unknownTagOf(name) !== undefined) notices.push(unknownTag(tag, location));
    onShortForm?.(tag, location);
    const call = { [name]: value };
    positions.set(call, new Map([[name, location]]));
    return call;
  }

  function readList({ items }: YAMLSeq): unknown[] {
    const list = items.map(read);
    positions.set(list, new Map(items.map((item, index) => [index, placeOf(item)])));
    return list;
  }

  function readMap({ items }: YAMLMap): PlainObject {
    const places = new Map<string, Location>();
    const values = new Map<string, unknown>();
    const merged: unknown[] = [];
    for (const { key, value } of items) {
      if (isMergeKey(key)) merged.push(read(value));
      else enter(keyText(key), value, placeOf(key));
    }
    function enter(key: string, value: unknown, location: Location): void {
      if (values.has(key)) notices.push(duplicate(key, location));
      values.set(key, read(value));
      places.set(key, location);
    }
    const map = Object.fromEntries(values);
    positions.set(map, places);
    return merged.length > 0 ? merge(map, merged.flat()) : map;
  }

  /** Keys of the map itself stand before merged ones, and those of an earlier merged map before a later one's. */
  function merge(map: PlainObject, merged: readonly unknown[]): PlainObject {
    const sources = [...merged.filter(isObject).toReversed(), map];
    return positions.inherit(Object.fromEntries(sources.flatMap(Object.entries)), ...sources);
  }

  return { read };
}

/** Counts the values of a template, those that aliases repeat among them. Throws a `UserError` when they are too many. */
function createCounter(placeOf: (node: Node) => Location) {
  let total = 0;
  return {
    total: () => total,
    add(values: number, node: Node): void {
      total += values;
      if (total <= MAX_VALUES) return;
      throw new UserError(`The template has more than ${MAX_VALUES} values, its aliases (*) among them.`, {
        location: placeOf(node),
      });
    },
  };
}

const isMergeKey = (key: unknown) => isScalar(key) && key.value === "<<" && key.type === Scalar.PLAIN;

/** A key of a map. Keys are always text in a template: a mapping may be keyed by account ids. */
function keyText(key: unknown): string {
  if (!(key instanceof Scalar)) return String(key);
  return key.type === Scalar.PLAIN && key.source !== undefined ? key.source : String(key.value);
}

/** A use of it is a mistake where it has an effect, and is told again there. */
const unknownTag = (tag: string, location: Location): Notice => ({
  severity: "warning",
  code: UNKNOWN_TAG,
  message: noTag(tag),
  location,
});

const duplicate = (key: string, location: Location): Notice => ({
  severity: "warning",
  code: "duplicate-key",
  message: `${key} is given twice; the last one counts.`,
  location,
});
