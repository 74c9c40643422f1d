const FUNCTIONS = [
  "And",
  "Base64",
  "Cidr",
  "Equals",
  "FindInMap",
  "GetAtt",
  "GetAZs",
  "If",
  "ImportValue",
  "Join",
  "Length",
  "Not",
  "Or",
  "Select",
  "Split",
  "Sub",
  "ToJsonString",
  "Transform",
];

/** The full name of each short form: `!Sub` → `Fn::Sub`. */
const FULL_NAMES = new Map([
  ["!Ref", "Ref"],
  ["!Condition", "Condition"],
  ...FUNCTIONS.map((name) => [`!${name}`, `Fn::${name}`] as const),
]);

/** The full name of the function that a YAML tag stands for; undefined for a tag that CloudFormation lacks. */
export const functionOfTag = (tag: string): string | undefined => FULL_NAMES.get(tag);

/** Tags of YAML itself (`!!str`) say how a value is read, not what it means to CloudFormation. */
export const isYamlTag = (tag: string): boolean => tag.startsWith("tag:yaml.org,2002:") || tag === "!";
