import { nearestName } from "../../kernel/words/nearest-name.ts";

const FUNCTIONS = [
  "And",
  "Base64",
  "Cidr",
  "Contains",
  "EachMemberEquals",
  "EachMemberIn",
  "Equals",
  "FindInMap",
  "GetAtt",
  "GetAZs",
  "GetStackOutput",
  "If",
  "ImportValue",
  "Join",
  "Length",
  "Not",
  "Or",
  "RefAll",
  "Select",
  "Split",
  "Sub",
  "ToJsonString",
  "Transform",
  "ValueOf",
  "ValueOfAll",
];

/** The full name of each short form: `!Sub` → `Fn::Sub`. */
const FULL_NAMES = new Map([
  ["!Ref", "Ref"],
  ["!Condition", "Condition"],
  ...FUNCTIONS.map((name) => [`!${name}`, `Fn::${name}`] as const),
]);

/** Prefix of the names under which tags that CloudFormation lacks stand, where a function's name would. */
const UNKNOWN = "Fn::!";

/** The full name of the function that a YAML tag stands for, or one that no function has. */
export const functionOfTag = (tag: string): string => FULL_NAMES.get(tag) ?? `${UNKNOWN}${tag.slice(1)}`;

/** The tag that CloudFormation lacks, if a function's name stands for one. */
export const unknownTagOf = (name: string): string | undefined =>
  name.startsWith(UNKNOWN) ? `!${name.slice(UNKNOWN.length)}` : undefined;

/** The complaint about a tag that CloudFormation lacks. */
export function noTag(tag: string): string {
  const meant = nearestName(tag, FULL_NAMES.keys());
  return `CloudFormation has no tag ${tag}${meant ? `; perhaps ${meant} is meant` : ""}.`;
}

const YAML_TAG = "tag:yaml.org,2002:";

/** Tags of YAML itself (`!!str`) say how a value is read, not what it means to CloudFormation. */
export const isYamlTag = (tag: string): boolean => tag.startsWith(YAML_TAG) || tag === "!";

/** Tells whether a tag of YAML itself asks for a boolean or number. */
export const isScalarTag = (tag: string): boolean =>
  ["bool", "float", "int"].some((type) => tag === `${YAML_TAG}${type}`);
