import { BlockList, isIP } from "node:net";
import { invalid, isObject } from "./invalid.ts";
import { compileNumeric } from "./numeric.ts";
import { TEXT_TESTS, type TextTest } from "./text-tests.ts";

/** Looks at one scalar of an event. */
export type ValueTest = (value: unknown) => boolean;

const onText =
  (compile: (argument: unknown) => TextTest) =>
  (argument: unknown): ValueTest => {
    const test = compile(argument);
    return (value) => typeof value === "string" && test(value);
  };

/** The operators that look at one value. `exists` is not among them: it asks whether there is a value. */
export const VALUE_TESTS: Readonly<Record<string, (argument: unknown) => ValueTest>> = {
  ...Object.fromEntries(Object.entries(TEXT_TESTS).map(([name, compile]) => [name, onText(compile)])),
  numeric: compileNumeric,
  cidr: onText(compileCidr),
  "anything-but": compileAnythingBut,
};

/** Any value but one, several, or those that a text operator matches. A value has to be there. */
function compileAnythingBut(argument: unknown): ValueTest {
  if (isObject(argument)) {
    const excluded = excludedTexts(argument);
    return (value) => !(typeof value === "string" && excluded.some((test) => test(value)));
  }
  const excluded = excludedValues(argument);
  return (value) => !excluded.includes(value);
}

function excludedValues(argument: unknown): readonly unknown[] {
  const values = listOf(argument);
  const types = new Set(values.map((value) => typeof value));
  if ([...types].some((type) => type !== "string" && type !== "number"))
    throw invalid("Inside anything but list, start|null|boolean is not supported.");
  if (types.size !== 1)
    throw invalid("Inside anything but list, either all values are number or string, mixed type is not supported");
  return values;
}

/** AWS's words for what is no text, by the operators that may stand in `anything-but`. */
const NO_TEXT: Readonly<Record<string, string>> = {
  prefix: "prefix/suffix match pattern must be a string",
  suffix: "prefix/suffix match pattern must be a string",
  "equals-ignore-case": "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.",
  wildcard: "wildcard match pattern must be a string",
};

/** An empty prefix or suffix, which every text has, may stand everywhere but here; letter case counts here. */
function excludedTexts(argument: Readonly<Record<string, unknown>>): TextTest[] {
  const [[name = "", value] = [], ...others] = Object.entries(argument);
  const noText = Object.hasOwn(NO_TEXT, name) ? NO_TEXT[name] : undefined;
  const compile = TEXT_TESTS[name];
  if (noText === undefined || !compile || others.length > 0) throw invalid(`Unsupported anything-but pattern: ${name}`);
  const values = listOf(value);
  if (values.length === 0) throw invalid("Empty arrays are not allowed");
  return values.map((text) => {
    if (typeof text !== "string") throw invalid(noText);
    if (text === "" && name.endsWith("fix")) throw invalid("Null prefix/suffix not allowed");
    return compile(text);
  });
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value === "string" || typeof value === "number") return [value];
  throw invalid("Value of anything-but must be an array or single string/number value.");
}

function compileCidr(argument: unknown): TextTest {
  if (typeof argument !== "string") throw invalid("prefix match pattern must be a string");
  const [network = "", bits = "", ...others] = argument.split("/");
  if (network === "" || bits === "" || others.length > 0) throw invalid("Malformed CIDR, one '/' required");
  if (!/^-?\d{1,9}$/.test(bits)) throw invalid("Malformed CIDR, mask bits must be an integer");
  if (bits.startsWith("-")) throw invalid("Malformed CIDR, mask bits must not be negative");
  const version = isIP(network);
  if (version === 0) throw invalid(`Nonstandard IP address: ${network}`);
  const longest = version === 4 ? 32 : 128;
  if (Number(bits) > longest) throw invalid(`IPv${version} mask bits must be < ${longest}`);
  const list = new BlockList();
  list.addSubnet(network, Number(bits), version === 4 ? "ipv4" : "ipv6");
  return (text) => isIP(text) === version && list.check(text, version === 4 ? "ipv4" : "ipv6");
}
