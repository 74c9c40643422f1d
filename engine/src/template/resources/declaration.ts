import type { Location } from "../../kernel/errors.ts";
import type { Compilation } from "../compilation.ts";
import { isObject, listOf, objectOf, type PlainObject } from "../plain-data.ts";

/** A resource as a template declares it, nothing of it evaluated. */
export interface Declaration {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: PlainObject;
  readonly metadata: PlainObject;
  readonly dependsOn: readonly string[];
  readonly condition: string | undefined;
  /** All that the template says of it, under CloudFormation's own keys. */
  readonly body: PlainObject;
  readonly location: Location;
}

/** The resources of a template in their order. What is none becomes a notice. */
export function readDeclarations(
  section: PlainObject,
  { positions, notices }: Compilation,
): ReadonlyMap<string, Declaration> {
  const declarations = new Map<string, Declaration>();
  for (const [logicalId, body] of Object.entries(section)) {
    const location = positions.at(section, logicalId) ?? positions.top;
    if (logicalId.startsWith("Fn::")) {
      const message = `${logicalId} runs a macro in AWS and cannot run here; put its result into the template.`;
      notices.add("error", "macro-refused", message, { location });
    } else if (isObject(body) && typeof body.Type === "string")
      declarations.set(logicalId, declare(logicalId, body.Type, body, location));
    else notices.add("error", "invalid-resource", "Every resource needs a Type.", { location, logicalId });
  }
  return declarations;
}

/** The declaration that `body` makes. */
export const declare = (logicalId: string, type: string, body: PlainObject, location: Location): Declaration => ({
  logicalId,
  type,
  properties: objectOf(body.Properties),
  metadata: objectOf(body.Metadata),
  dependsOn: listOf(body.DependsOn).filter((name) => typeof name === "string"),
  condition: typeof body.Condition === "string" ? body.Condition : undefined,
  body,
  location,
});
