import { isObject, type PlainObject } from "../plain-data.ts";

/** The parts of an ARN that say where its resource is. What only a deployment knows is `{}`. */
export interface ArnPlace {
  readonly arn: string;
  readonly service: string;
  readonly region: string;
  readonly accountId: string;
}

const ACCOUNT_ID = /^\d{12}$/;
const REGION = /^[a-z]{2}(-[a-z]+)+-\d+$/;

export const isAccountId = (text: string): boolean => ACCOUNT_ID.test(text);
export const isRegion = (text: string): boolean => REGION.test(text);

/**
 * The account stands last, and the resource after it is only looked at: one ARN may stand in another. Texts may be long
 * and without blanks, so no more of them is looked at than a message shows.
 */
const ARN = /\barn:[^:\s"]*:([^:\s"]*):([^:\s"]*):([^:\s"]*)(?=:([^\s"]{0,256})|$)/g;

/** Variables of `Fn::Sub`, some of which have colons in their names. */
const VARIABLE = /\$\{[^}]*\}/g;

/** Layers are mostly those of somebody else, and each region has its own. */
const isLayer = (service: string, resource = "") => service === "lambda" && resource.startsWith("layer:");

/** The ARNs in a text, but for those of layers. */
export function arnsIn(text: string): readonly ArnPlace[] {
  if (!text.includes("arn:")) return [];
  return [...text.replace(VARIABLE, "{}").matchAll(ARN)].flatMap(
    ([start, service = "", region = "", accountId = "", resource]) =>
      isLayer(service, resource) ? [] : [{ arn: `${start}:${resource ?? ""}`, service, region, accountId }],
  );
}

/** All texts of a template's part; those that `Fn::Join` joins are one, with `{}` for what is not literal. */
export function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isObject(value) ? [...joined(value), ...Object.values(value).flatMap(textsIn)] : [];
}

function joined({ "Fn::Join": join }: PlainObject): readonly string[] {
  const [separator, parts] = Array.isArray(join) ? join : [];
  if (typeof separator !== "string" || !Array.isArray(parts)) return [];
  return [parts.map((part) => (typeof part === "string" ? part : "{}")).join(separator)];
}
