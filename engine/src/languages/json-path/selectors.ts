import { childrenOf, type Selector } from "./evaluate.ts";
import type { Test } from "./filter.ts";

/** Own members only: `__proto__` and `constructor` in a path find what the message holds under that name, or nothing. */
export function selectNames(names: readonly string[]): Selector {
  return (node) => {
    if (node instanceof Map) return names.filter((name) => node.has(name)).map((name): unknown => node.get(name));
    if (typeof node !== "object" || node === null || Array.isArray(node)) return [];
    return names.filter((name) => Object.hasOwn(node, name)).map((name): unknown => Reflect.get(node, name));
  };
}

/** The same members as one object. */
export function selectMembers(names: readonly string[]): Selector {
  return (node) => {
    if (typeof node !== "object" || node === null || Array.isArray(node)) return [];
    const members = node instanceof Map ? node : new Map(Object.entries(node));
    const chosen = new Map(names.filter((name) => members.has(name)).map((name) => [name, members.get(name)]));
    return [node instanceof Map ? chosen : Object.fromEntries(chosen)];
  };
}

/** Negative indices count from the end. */
export function selectIndices(indices: readonly number[]): Selector {
  return (node) => {
    if (!Array.isArray(node)) return [];
    const places = indices.map((index) => (index < 0 ? index + node.length : index));
    return places.filter((place) => place >= 0 && place < node.length).map((place) => node[place]);
  };
}

export interface Slice {
  readonly start: number | undefined;
  readonly end: number | undefined;
  readonly step: number;
}

export function selectSlice({ start, end, step }: Slice): Selector {
  return (node) => (Array.isArray(node) ? node.slice(start, end).filter((_, index) => index % step === 0) : []);
}

export const selectAll: Selector = childrenOf;

/** The items of a list that pass; an object passes or not as a whole. */
export function selectMatching(test: Test): Selector {
  return (node, walk) => (Array.isArray(node) ? node : objectsIn(node)).filter((child) => test(child, walk));
}

/** After `..`, which visits every object by itself. */
export function selectMatchingObjects(test: Test): Selector {
  return (node, walk) => (Array.isArray(node) ? [] : objectsIn(node)).filter((object) => test(object, walk));
}

const objectsIn = (node: unknown) => (typeof node === "object" && node !== null ? [node] : []);
