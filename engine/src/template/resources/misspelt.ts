import { nearestName } from "../../kernel/words/nearest-name.ts";
import { own } from "../plain-data.ts";
import aws from "./aws-properties.json" with { type: "json" };

/** By type the paths of the properties that AWS knows, blanks between. */
const PROPERTIES: Readonly<Record<string, string>> = aws.properties;

/**
 * The property that a misspelt one of `type` is meant to be. Undefined for one that AWS knows, and for one that is near
 * to none: AWS may have got it since the list was made.
 */
export function meantProperty(type: string, path: string): string | undefined {
  if (pathsOf(type).includes(path)) return undefined;
  const { parent, siblings } = siblingsOf(type, path);
  return nearestName(path.slice(parent.length), siblings);
}

/**
 * Tells whether AWS has no such member in a property of `type` whose members it lists, such as `Target.InputTransformer`
 * of a schedule. Types get new properties now and then; what is within one hardly changes.
 */
export function isRefusedMember(type: string, path: string): boolean {
  const { parent, siblings } = siblingsOf(type, path);
  return parent !== "" && siblings.length > 0 && !pathsOf(type).includes(path);
}

const pathsOf = (type: string): readonly string[] => own(PROPERTIES, type)?.split(" ") ?? [];

function siblingsOf(type: string, path: string): { readonly parent: string; readonly siblings: readonly string[] } {
  const parent = path.slice(0, path.lastIndexOf(".") + 1);
  const siblings = pathsOf(type)
    .filter((each) => each.startsWith(parent))
    .map((each) => each.slice(parent.length))
    .filter((each) => !each.includes("."));
  return { parent, siblings };
}

const SEPARATOR = "::";

/** By service, such as `AWS::EC2`, the names of its types that AWS knows. */
const TYPES: Readonly<Record<string, string>> = aws.types;

/** Tells whether AWS has a type of that name. */
function isKnownToAws(type: string): boolean {
  const [vendor, service, name = ""] = type.split(SEPARATOR);
  return own(TYPES, `${vendor}${SEPARATOR}${service}`)?.split(" ").includes(name) ?? false;
}

/**
 * The type that a misspelt one is meant to be. Undefined for one that AWS knows, and for one that is near to none. A
 * name with a number behind it may be a newer type of AWS's, such as `AWS::ApiGateway::DomainNameV2`, and no slip.
 * `types`: those that are known here besides AWS's.
 */
export function meantType(type: string, types: Iterable<string>): string | undefined {
  if (isKnownToAws(type)) return undefined;
  const ofAws = Object.entries(TYPES).flatMap(([service, names]) =>
    names.split(" ").map((name) => `${service}${SEPARATOR}${name}`),
  );
  const nearest = nearestName(type, [...types, ...ofAws]);
  return nearest === undefined || (type.startsWith(nearest) && /\d$/.test(type)) ? undefined : nearest;
}
