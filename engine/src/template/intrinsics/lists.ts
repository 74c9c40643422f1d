import { textOf } from "../plain-data.ts";
import { type Intrinsic, members, resolveList, resolveText } from "./call.ts";
import { cidr } from "./cidr.ts";

const select: Intrinsic = (argument, call) => {
  const [index, values] = members(argument, call, "an index and a list", [2, 2]);
  const list = resolveList(values, call, "what it selects from");
  const position = resolveText(index, call, "the index");
  const found = /^\d+$/.test(position) ? list[Number(position)] : undefined;
  const selected = found ?? (call.isMadeUp(argument) ? (list.at(-1) ?? "") : undefined);
  if (selected === undefined) throw call.mistake(`has no item ${position} in a list of ${list.length}.`);
  return selected;
};

const length: Intrinsic = (argument, call) => resolveList(argument, call, "what it counts").length;

/** Three zones, as most regions have at least. */
const getAzs: Intrinsic = (argument, call) => {
  const region = textOf(call.resolve(argument)) || textOf(call.scope.ref("AWS::Region", call.at));
  return ["a", "b", "c"].map((zone) => `${region}${zone}`);
};

export const listFunctions: Readonly<Record<string, Intrinsic>> = {
  "Fn::Cidr": cidr,
  "Fn::GetAZs": getAzs,
  "Fn::Length": length,
  "Fn::Select": select,
};
