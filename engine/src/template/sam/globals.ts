import type { Compilation } from "../compilation.ts";
import { functionUse } from "../intrinsics/call.ts";
import { isObject, listOf, objectOf, own, type PlainObject } from "../plain-data.ts";
import type { Positions } from "../positions.ts";
import type { Declaration } from "../resources/declaration.ts";

const PREFIX = "AWS::Serverless::";

const TYPES_WITH_GLOBALS = [
  "Api",
  "CapacityProvider",
  "Function",
  "HttpApi",
  "LayerVersion",
  "SimpleTable",
  "StateMachine",
  "WebSocketApi",
];

/** Says which parts of `Globals` no resource can take. */
export function checkGlobals(globals: PlainObject, { positions, notices }: Compilation): void {
  for (const key of Object.keys(globals)) {
    if (TYPES_WITH_GLOBALS.includes(key)) continue;
    const message = `Globals cannot hold ${key}; it takes ${TYPES_WITH_GLOBALS.join(", ")}.`;
    notices.add("warning", "unknown-globals", message, { location: positions.at(globals, key) ?? positions.top });
  }
}

/** `declaration` with what `Globals` says of its type; its own properties count more. */
export function withGlobals(declaration: Declaration, globals: PlainObject, positions: Positions): Declaration {
  const section = globals[declaration.type.slice(PREFIX.length)];
  const ignored = declaration.body.IgnoreGlobals;
  if (!declaration.type.startsWith(PREFIX) || !isObject(section) || ignored === "*") return declaration;
  const applied = positions.inherit(
    Object.fromEntries(Object.entries(section).filter(([key]) => !listOf(ignored).includes(key))),
    section,
  );
  return { ...declaration, properties: objectOf(merge(applied, declaration.properties, positions)) };
}

/** Maps are merged, lists joined, and of anything else the resource's own value counts. */
function merge(common: unknown, local: unknown, positions: Positions): unknown {
  if (Array.isArray(common) && Array.isArray(local)) return join(common, local, positions);
  if (!isMap(common) || !isMap(local)) return local;
  const keys = [...new Set([...Object.keys(common), ...Object.keys(local)])];
  const choose = (key: string) => {
    if (!Object.hasOwn(local, key)) return own(common, key);
    return Object.hasOwn(common, key) ? merge(common[key], local[key], positions) : local[key];
  };
  return positions.inherit(Object.fromEntries(keys.map((key) => [key, choose(key)])), common, local);
}

const isMap = (value: unknown): value is PlainObject => isObject(value) && functionUse(value) === undefined;

function join(common: readonly unknown[], local: readonly unknown[], positions: Positions): unknown[] {
  const joined = [...common, ...local];
  const places = joined.flatMap((_, index) => {
    const place = index < common.length ? positions.at(common, index) : positions.at(local, index - common.length);
    return place ? [[index, place] as const] : [];
  });
  positions.set(joined, new Map(places));
  return joined;
}
