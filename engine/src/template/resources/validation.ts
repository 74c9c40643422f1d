import type { z } from "zod";
import type { Location } from "../../kernel/errors.ts";
import { sayIssue } from "../../kernel/words/say-issue.ts";
import type { Compilation } from "../compilation.ts";
import { propertyNotes } from "../coverage.ts";
import { isObject, listOf, own } from "../plain-data.ts";
import type { Positions } from "../positions.ts";
import { isRefusedMember, meantProperty } from "./misspelt.ts";
import { placeOfProperties, type Resolved } from "./resolved.ts";
import { unknownKeys } from "./unknown-keys.ts";

type Path = readonly (string | number)[];

/** Notices of what AWS or the types' schemas refuse in properties, and once of each that a type reads nothing from. */
export function validate(resources: readonly Resolved[], compilation: Compilation): void {
  const mentioned = new Set<string>();
  for (const resource of resources) {
    noteInvalid(resource, compilation);
    noteUnread(resource, mentioned, compilation);
  }
}

/** A resource with a mistake in its properties has been complained of already: what it lacks may be that part. */
function noteInvalid(resource: Resolved, { positions, notices }: Compilation): void {
  const { declaration, behaviour, properties, isFlawed } = resource;
  const { logicalId } = declaration;
  if (isFlawed) return;
  const start = placeOfProperties(declaration, positions);
  for (const issue of behaviour.resourceType?.schema.safeParse(properties).error?.issues ?? []) {
    const path = issue.path.map((key) => (typeof key === "symbol" ? String(key) : key));
    const location = positions.follow(properties, path, start);
    const message = resource.isMadeUp(path) ? describeUnknown(path) : describe(path, issue, properties);
    notices.add("error", "invalid-property", message, { logicalId, location });
  }
}

/** Notes properties that nothing is read from; what SAM adds of its own is none of the author's business. */
function noteUnread(
  { declaration, behaviour, properties }: Resolved,
  mentioned: Set<string>,
  { positions, notices }: Compilation,
): void {
  if (!behaviour.resourceType) return;
  const { logicalId, type } = declaration;
  for (const path of unknownKeys(behaviour.resourceType.schema, properties)) {
    const location = writtenAt(properties, path, positions);
    const read = path.filter((key) => typeof key === "string").join(".");
    if (!location) continue;
    const refusal = refusalOf(type, read);
    if (refusal !== undefined) notices.add("error", "unsupported-property", refusal, { logicalId, location });
    const [name = read, note] = noteOn(type, read, valueAt(properties, path)) ?? [];
    if (refusal !== undefined || mentioned.has(`${type} ${name}`)) continue;
    mentioned.add(`${type} ${name}`);
    const message = `${name} of ${type} is accepted without effect${note === undefined ? "." : `: ${note}`}`;
    notices.add("info", "property-without-effect", message, { logicalId, location });
  }
}

/** The words for a property that AWS refuses; undefined for one that it takes, or may take by now. */
function refusalOf(type: string, read: string): string | undefined {
  const [name] = read.split(".").slice(-1);
  const meant = meantProperty(type, read);
  if (meant !== undefined) return `Encountered unsupported property ${name}; did you mean ${meant}?`;
  if (!isRefusedMember(type, read)) return undefined;
  return `Encountered unsupported property ${name}: ${read.slice(0, -`.${name}`.length)} of ${type} has none of that name.`;
}

/** The note on a property, or on one within it that is there: its full name and what becomes of it. */
function noteOn(type: string, name: string, value: unknown): readonly [name: string, note: string] | undefined {
  return Object.entries(own(propertyNotes, type) ?? {}).find(([noted]) => {
    if (noted === name) return true;
    const inner = noted.startsWith(`${name}.`) ? noted.slice(name.length + 1).split(".") : undefined;
    return inner !== undefined && listOf(value).some((item) => valueAt(item, inner) !== undefined);
  });
}

/** The place of exactly that key; undefined when no file has it. */
function writtenAt(properties: unknown, path: Path, positions: Positions): Location | undefined {
  const container = valueAt(properties, path.slice(0, -1));
  const key = path.at(-1);
  if (typeof container !== "object" || container === null || key === undefined) return undefined;
  return positions.at(container, key);
}

function describe(path: Path, issue: z.core.$ZodIssue, properties: unknown): string {
  const name = path.length > 0 ? path.join(".") : "Properties";
  if (valueAt(properties, path) === undefined) return `${name} is required.`;
  return `${name} is not valid: ${sayIssue(issue)}.`;
}

/** Words for a property of which only AWS knows the value. */
const describeUnknown = (path: Path) =>
  `${path.join(".")} is not known: it refers to what does not run here, and no other value is safe in its place.`;

function valueAt(value: unknown, [key, ...rest]: Path): unknown {
  if (key === undefined) return value;
  if (Array.isArray(value)) return valueAt(value[Number(key)], rest);
  return isObject(value) ? valueAt(value[key], rest) : undefined;
}
