import { stringifyExactJson } from "../../languages/exact-json.ts";
import { isContainer, isObject, listOf, own, textOf } from "../plain-data.ts";
import { type Call, type Intrinsic, members, PLACEHOLDER, resolveList, resolveText, textInPlaceOf } from "./call.ts";
import { attributeOf } from "./references.ts";

const join: Intrinsic = (argument, call) => {
  const [delimiter, values] = members(argument, call, "a delimiter and a list", [2, 2]);
  const texts = resolveList(values, call, "the values to join").map((value) => {
    const text = textOf(value) ?? (call.isMadeUp(values) ? textInPlaceOf(value) : undefined);
    if (text === undefined) throw call.mistake("can only join text, not lists or maps.");
    return text;
  });
  return texts.join(resolveText(delimiter, call, "the delimiter"));
};

const split: Intrinsic = (argument, call) => {
  const [delimiter, source] = members(argument, call, "a delimiter and a text", [2, 2]);
  return resolveText(source, call, "the text to split").split(resolveText(delimiter, call, "the delimiter"));
};

/** `Fn::Sub`: `${Name}` is a Ref, `${Name.Attribute}` a GetAtt, `${!Name}` the text `${Name}` itself. */
const sub: Intrinsic = (argument, call) => {
  const [template, variables = {}] = Array.isArray(argument)
    ? members(argument, call, "a text, or a text and a map", [1, 2])
    : [argument];
  if (typeof template !== "string") throw call.mistake("needs text to substitute in.");
  if (!isObject(variables)) throw call.mistake("needs a map of its variables.");
  return template.replace(PLACEHOLDER, (_whole, literal: string, name: string) =>
    literal ? `\${${name}}` : substitute(name.trim(), variables, call),
  );
};

function substitute(name: string, variables: Readonly<Record<string, unknown>>, call: Call): string {
  const value = Object.hasOwn(variables, name) ? call.resolve(own(variables, name)) : lookUp(name, call);
  const texts = listOf(value).map(textOf);
  const isText = !texts.includes(undefined) && value !== undefined && value !== null;
  const text = isText ? texts.join(",") : inPlaceOf(value, { "Fn::Sub": [`\${${name}}`, variables] }, call);
  if (text === undefined) throw call.mistake(`cannot put \${${name}} into a text: it is no text.`);
  return text;
}

const inPlaceOf = (value: unknown, written: unknown, call: Call) =>
  call.isMadeUp(written) ? textInPlaceOf(value) : undefined;

function lookUp(name: string, call: Call): unknown {
  const [logicalId = "", ...attribute] = name.split(".");
  return attribute.length === 0
    ? call.scope.ref(logicalId, call.at)
    : attributeOf(logicalId, attribute.join("."), call);
}

const base64: Intrinsic = (argument, call) =>
  Buffer.from(resolveText(argument, call, "what it encodes")).toString("base64");

const toJsonString: Intrinsic = (argument, call) => {
  const value = call.resolve(argument);
  const isStructure = isContainer(value);
  if (!isStructure && !call.isMadeUp(argument)) throw call.mistake("takes a list or a map.");
  return stringifyExactJson(value);
};

export const textFunctions: Readonly<Record<string, Intrinsic>> = {
  "Fn::Base64": base64,
  "Fn::Join": join,
  "Fn::Split": split,
  "Fn::Sub": sub,
  "Fn::ToJsonString": toJsonString,
};
