import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { loadAwsServiceSpecSync } from "@aws-cdk/aws-service-spec";
import type { Property, PropertyType, TypeDefinition } from "@aws-cdk/service-spec-types";
import { definitions } from "../../engine/src/services/registry.ts";

/** Deeper members are left out: some definitions hold themselves. */
const DEEPEST = 4;

const database = loadAwsServiceSpecSync();

/** The types that AWS knows by service, the properties of each type that runs here, and the list that tells them. */
export function generateAwsProperties(): string {
  const types = definitions.flatMap(({ resourceTypes }) => Object.keys(resourceTypes)).sort();
  const properties = Object.fromEntries(
    types.flatMap((type) => {
      const [resource] = database.lookup("resource", "cloudFormationType", "equals", type);
      return resource ? [[type, pathsOf(resource.properties, "", 0).sort().join(" ")]] : [];
    }),
  );
  return `${JSON.stringify({ source: sourceOf(), types: typesByService(), properties }, null, 2)}\n`;
}

function typesByService(): Readonly<Record<string, string>> {
  const names = new Map<string, string[]>();
  for (const { cloudFormationType } of database.all("resource")) {
    const [, service, name] = /^(\w+::\w+)::(\w+)$/.exec(cloudFormationType) ?? [];
    if (service !== undefined && name !== undefined) names.set(service, [...(names.get(service) ?? []), name]);
  }
  return Object.fromEntries([...names].sort().map(([service, all]) => [service, all.sort().join(" ")]));
}

function sourceOf(): string {
  const file = createRequire(import.meta.url).resolve("@aws-cdk/aws-service-spec/package.json");
  return `@aws-cdk/aws-service-spec ${JSON.parse(readFileSync(file, "utf8")).version}`;
}

function pathsOf(members: Readonly<Record<string, Property>>, prefix: string, depth: number): string[] {
  return Object.entries(members).flatMap(([name, { type }]) => {
    const definition = depth < DEEPEST ? definitionOf(type) : undefined;
    return [`${prefix}${name}`, ...(definition ? pathsOf(definition.properties, `${prefix}${name}.`, depth + 1) : [])];
  });
}

function definitionOf(type: PropertyType): TypeDefinition | undefined {
  if (type.type === "ref") return database.get("typeDefinition", type.reference.$ref);
  if (type.type === "array") return definitionOf(type.element);
  return type.type === "union" ? type.types.map(definitionOf).find((found) => found !== undefined) : undefined;
}
