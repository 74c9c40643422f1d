import { isObject } from "../plain-data.ts";
import { type Call, type Intrinsic, members, resolveText } from "./call.ts";

const ref: Intrinsic = (argument, call) => {
  if (typeof argument !== "string" || argument === "") throw call.mistake("takes the name of a parameter or resource.");
  return call.scope.ref(argument, call.at);
};

/** `Fn::GetAtt` in both its forms: `[logicalId, attribute]` and `logicalId.attribute`. */
const getAtt: Intrinsic = (argument, call) => {
  const parts = typeof argument === "string" ? argument.split(".") : argument;
  const [logicalId, ...attribute] = members(parts, call, "a resource and one of its attributes", [2, 9]);
  if (typeof logicalId !== "string") throw call.mistake("needs the name of a resource as it stands.");
  return attributeOf(logicalId, attribute.map((part) => resolveText(part, call, "the attribute")).join("."), call);
};

export const attributeOf = (logicalId: string, attribute: string, call: Call) =>
  call.scope.attribute(logicalId, attribute, call.at);

const findInMap: Intrinsic = (argument, call) => {
  const [map, ...rest] = members(argument, call, "a mapping and two keys", [3, 4]);
  const [topLevelKey, secondLevelKey, options] = rest;
  const name = resolveText(map, call, "the mapping");
  const top = resolveText(topLevelKey, call, "the first key");
  const second = resolveText(secondLevelKey, call, "the second key");
  const found = call.scope.mapping(name, top, second);
  if (found !== undefined) return call.resolve(found);
  if (isObject(options) && Object.hasOwn(options, "DefaultValue")) return call.resolve(options.DefaultValue);
  throw call.mistake(`finds nothing under ${name}.${top}.${second}; add it to Mappings or give a DefaultValue.`);
};

/** Other stacks do not run here, but what they export can be given like a parameter. */
const importValue: Intrinsic = (argument, call) =>
  call.scope.imported(resolveText(argument, call, "the name of the export"), call.at, "export");

/** `Fn::GetStackOutput`: like an import, but of an output that is not exported, maybe of another account or region. */
const getStackOutput: Intrinsic = (argument, call) => {
  if (!isObject(argument)) throw call.mistake("takes a map of StackName and OutputName.");
  const stack = resolveText(argument.StackName, call, "StackName");
  const output = resolveText(argument.OutputName, call, "OutputName");
  return call.scope.imported(`${stack}.${output}`, call.at, "output");
};

const transform: Intrinsic = (argument, call) => {
  const name = isObject(argument) ? String(argument.Name) : "a macro";
  throw call.mistake(`runs ${name} in AWS and cannot run here; put its result into the template.`);
};

export const referenceFunctions: Readonly<Record<string, Intrinsic>> = {
  Ref: ref,
  "Fn::GetAtt": getAtt,
  "Fn::FindInMap": findInMap,
  "Fn::GetStackOutput": getStackOutput,
  "Fn::ImportValue": importValue,
  "Fn::Transform": transform,
};
