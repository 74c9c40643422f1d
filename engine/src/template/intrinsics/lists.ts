import { isIPv4 } from "node:net";
import { textOf } from "../plain-data.ts";
import { type Intrinsic, members, resolveList, resolveText } from "./call.ts";

const select: Intrinsic = (argument, call) => {
  const [index, values] = members(argument, call, "an index and a list", [2, 2]);
  const list = resolveList(values, call, "what it selects from");
  const position = resolveText(index, call, "the index");
  const selected = /^\d+$/.test(position) ? list[Number(position)] : undefined;
  if (selected === undefined) throw call.mistake(`has no item ${position} in a list of ${list.length}.`);
  return selected;
};

const length: Intrinsic = (argument, call) => resolveList(argument, call, "what it counts").length;

/** Three zones, as most regions have at least. */
const getAzs: Intrinsic = (argument, call) => {
  const region = textOf(call.resolve(argument)) || textOf(call.scope.ref("AWS::Region", call.at));
  return ["a", "b", "c"].map((zone) => `${region}${zone}`);
};

const ADDRESS_BITS = 32;

/** `Fn::Cidr`: `count` blocks of `2 ** cidrBits` addresses each, from the start of an IPv4 block. */
const cidr: Intrinsic = (argument, call) => {
  const [block, count, cidrBits = 8] = members(argument, call, "a block, a count and a number of bits", [2, 3]);
  const [base = "", prefix = ""] = resolveText(block, call, "the block").split("/");
  const blocks = Number(resolveText(count, call, "the count"));
  const size = 2 ** Number(resolveText(cidrBits, call, "the number of bits"));
  if (!isIPv4(base) || !/^\d+$/.test(prefix)) throw call.mistake("needs an IPv4 block such as 10.0.0.0/16.");
  const available = 2 ** (ADDRESS_BITS - Number(prefix));
  if (!(blocks * size <= available))
    throw call.mistake(`cannot cut ${blocks} blocks of ${size} addresses from /${prefix}.`);
  const first = Math.floor(addressToNumber(base) / available) * available;
  const subnet = ADDRESS_BITS - Math.log2(size);
  return Array.from({ length: blocks }, (_, index) => `${numberToAddress(first + index * size)}/${subnet}`);
};

const addressToNumber = (address: string) =>
  address.split(".").reduce((number, part) => number * 256 + Number(part), 0);

const numberToAddress = (number: number) =>
  [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");

export const listFunctions: Readonly<Record<string, Intrinsic>> = {
  "Fn::Cidr": cidr,
  "Fn::GetAZs": getAzs,
  "Fn::Length": length,
  "Fn::Select": select,
};
