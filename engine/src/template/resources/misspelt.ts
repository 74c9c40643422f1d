import { nearestName } from "../nearest-name.ts";
import { own } from "../plain-data.ts";
import aws from "./aws-properties.json" with { type: "json" };

/** By type the paths of the properties that AWS knows, blanks between. */
const PROPERTIES: Readonly<Record<string, string>> = aws.properties;

/**
 * The property that a misspelt one of `type` is meant to be. Undefined for one that AWS knows, and for one that is near
 * to none: AWS may have got it since the list was made.
 */
export function meantProperty(type: string, path: string): string | undefined {
  const known = own(PROPERTIES, type)?.split(" ") ?? [];
  if (known.includes(path)) return undefined;
  const parent = path.slice(0, path.lastIndexOf(".") + 1);
  const siblings = known
    .filter((each) => each.startsWith(parent))
    .map((each) => each.slice(parent.length))
    .filter((each) => !each.includes("."));
  return nearestName(path.slice(parent.length), siblings);
}
