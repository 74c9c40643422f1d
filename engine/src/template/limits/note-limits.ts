import type { Location } from "../../kernel/errors.ts";
import type { Compilation } from "../compilation.ts";
import { isObject, own, type PlainObject, textOf } from "../plain-data.ts";
import { placeOfProperties, type Resolved } from "../resources/resolved.ts";
import type { Sections } from "../stack/sections.ts";
import { DESCRIPTION_LIMIT_BYTES, type Limit, RESOURCE_LIMITS, SECTION_LIMITS, STACK_NAME } from "./limits.ts";

const CODE = "deployment-limit";

/** Adds a notice for whatever would fail at the deployment alone, each with its place. */
export function noteLimits(
  root: PlainObject,
  sections: Sections,
  resources: readonly Resolved[],
  compilation: Compilation,
): void {
  noteStackName(compilation);
  noteDescription(root, compilation);
  for (const [section, most] of Object.entries(SECTION_LIMITS))
    noteSection(
      { section, most },
      root,
      section === "Resources" ? resources.length : sizeOf(sections, section),
      compilation,
    );
  for (const resource of resources) noteResource(resource, compilation);
}

const sizeOf = (sections: Sections, section: string) => Object.keys(own(sections, section) ?? {}).length;

function noteStackName({ stack: { name }, positions, notices }: Compilation): void {
  if (name.length <= STACK_NAME.most && STACK_NAME.pattern.test(name)) return;
  const message = `A stack cannot be called ${name}: letters, digits and hyphens after a letter, ${STACK_NAME.most} at most.`;
  notices.add("error", CODE, message, { location: positions.top });
}

function noteDescription(root: PlainObject, { positions, notices }: Compilation): void {
  const bytes = Buffer.byteLength(textOf(root.Description) ?? "");
  if (bytes <= DESCRIPTION_LIMIT_BYTES) return;
  const message = `The Description has ${bytes} bytes; a template's has ${DESCRIPTION_LIMIT_BYTES} at most.`;
  notices.add("error", CODE, message, { location: positions.at(root, "Description") ?? positions.top });
}

function noteSection(
  { section, most }: { readonly section: string; readonly most: number },
  root: PlainObject,
  count: number,
  { positions, notices }: Compilation,
): void {
  if (count <= most) return;
  const expanded = section === "Resources" ? ", those that SAM makes among them" : "";
  const message = `There are ${count} ${section}${expanded}; a template has ${most} at most.`;
  notices.add("error", CODE, message, { location: positions.at(root, section) ?? positions.top });
}

/** A name with a made-up part is as long as it is here alone. */
function noteResource({ declaration, properties, isMadeUp }: Resolved, { positions, notices }: Compilation): void {
  const { logicalId, type } = declaration;
  for (const limit of own(RESOURCE_LIMITS, type) ?? []) {
    const count = limit.measure(valueAt(properties, limit.path));
    if (count <= limit.most) continue;
    const location: Location = positions.follow(properties, limit.path, placeOfProperties(declaration, positions));
    const severity = isMadeUp(limit.path) ? "warning" : "error";
    notices.add(severity, CODE, describe(limit, count, type), { logicalId, location });
  }
}

const describe = ({ path, most, unit }: Limit, count: number, type: string) =>
  `${path.join(".")} has ${count} ${unit}; ${type} takes ${most} at most, and the deployment would fail.`;

const valueAt = (value: unknown, path: readonly string[]) =>
  path.reduce<unknown>((part, key) => (isObject(part) ? own(part, key) : undefined), value);
