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
  const excluded: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
  if (excluded.length === 0) throw invalid("Empty arrays are not allowed");
  if (excluded.some((value) => typeof value !== "string" && typeof value !== "number"))
    throw invalid("Inside anything but list, start|null|boolean is not supported.");
  return (value) => !excluded.includes(value);
}

function excludedTexts(argument: Readonly<Record<string, unknown>>): TextTest[] {
  const [[name = "", value] = [], ...others] = Object.entries(argument);
  const compile = Object.hasOwn(TEXT_TESTS, name) ? TEXT_TESTS[name] : undefined;
  if (!compile || others.length > 0) throw invalid(`Unsupported anything-but pattern: ${name}`);
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (values.length === 0) throw invalid("Empty arrays are not allowed");
  return values.map(compile);
}

function compileCidr(argument: unknown): TextTest {
  const [, network = "", bits = ""] = /^([^/]+)\/(\d{1,3})$/.exec(String(argument)) ?? [];
  if (network === "") throw invalid("Malformed CIDR, one '/' required");
  const version = isIP(network);
  if (version === 0) throw invalid(`Nonstandard IP address: ${network}`);
  if (Number(bits) > (version === 4 ? 32 : 128))
    throw invalid("Malformed CIDR, mask bits must not be more than the address has");
  const list = new BlockList();
  list.addSubnet(network, Number(bits), version === 4 ? "ipv4" : "ipv6");
  return (text) => isIP(text) === version && list.check(text, version === 4 ? "ipv4" : "ipv6");
}
