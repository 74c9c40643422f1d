import { textOf } from "../plain-data.ts";
import { type Call, type Intrinsic, members, resolveList, resolveText } from "./call.ts";

const texts = (value: unknown, call: Call, what: string) => resolveList(value, call, what).map(textOf);

const contains: Intrinsic = (argument, call) => {
  const [list, value] = members(argument, call, "a list of texts and a text", [2, 2]);
  return texts(list, call, "what is searched").includes(resolveText(value, call, "what is looked for"));
};

const eachMemberEquals: Intrinsic = (argument, call) => {
  const [list, value] = members(argument, call, "a list of texts and a text", [2, 2]);
  const wanted = resolveText(value, call, "what the members equal");
  return texts(list, call, "the members").every((text) => text === wanted);
};

const eachMemberIn: Intrinsic = (argument, call) => {
  const [list, allowed] = members(argument, call, "two lists of texts", [2, 2]);
  const known = texts(allowed, call, "what the members are in");
  return texts(list, call, "the members").every((text) => known.includes(text));
};

const refAll: Intrinsic = (argument, call) => call.scope.refAll(resolveText(argument, call, "the type of parameters"));

/** Attributes of networks and the like are looked up in AWS: a subnet's VpcId, an instance's tags. */
const lookUp: Intrinsic = (_argument, call) => {
  throw call.unknowable("looks up an attribute in AWS");
};

/** The functions that a template may use in its Rules alone. */
export const ruleFunctions: Readonly<Record<string, Intrinsic>> = {
  "Fn::Contains": contains,
  "Fn::EachMemberEquals": eachMemberEquals,
  "Fn::EachMemberIn": eachMemberIn,
  "Fn::RefAll": refAll,
  "Fn::ValueOf": lookUp,
  "Fn::ValueOfAll": lookUp,
};
