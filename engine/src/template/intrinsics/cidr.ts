import { isIPv4, isIPv6 } from "node:net";
import { type Call, type Intrinsic, members, resolveText } from "./call.ts";

/** An address family: how its addresses become numbers and back. */
interface Family {
  readonly bits: number;
  parse(address: string): bigint;
  format(address: bigint): string;
}

interface Block {
  readonly family: Family;
  readonly address: bigint;
  readonly prefix: number;
}

const IPV4: Family = {
  bits: 32,
  parse: (address) => address.split(".").reduce((number, part) => number * 256n + BigInt(part), 0n),
  format: (address) => [24n, 16n, 8n, 0n].map((shift) => (address >> shift) % 256n).join("."),
};

const IPV6: Family = {
  bits: 128,
  parse: (address) =>
    BigInt(
      `0x${groupsOf(address)
        .map((group) => group.padStart(4, "0"))
        .join("")}`,
    ),
  // The URL parser writes an address in its canonical, shortest form (RFC 5952).
  format: (address) =>
    new URL(`http://[${(address.toString(16).padStart(32, "0").match(/.{4}/g) ?? []).join(":")}]`).hostname.slice(
      1,
      -1,
    ),
};

/** The eight groups of an IPv6 address, those that `::` leaves out among them. */
function groupsOf(address: string): readonly string[] {
  const [head = [], tail = []] = new URL(`http://[${address}]`).hostname
    .slice(1, -1)
    .split("::")
    .map((part) => part.split(":").filter((group) => group !== ""));
  return [...head, ...Array<string>(8 - head.length - tail.length).fill("0"), ...tail];
}

/** The block that stands for one whose addresses nobody knows here: large enough for all that a template cuts. */
const STAND_IN = "10.0.0.0/8";

/** `Fn::Cidr`: `count` blocks of `2 ** cidrBits` addresses each, from the start of an IPv4 or IPv6 block. */
export const cidr: Intrinsic = (argument, call) => {
  const [written, count, cidrBits = 8] = members(argument, call, "a block, a count and a number of bits", [2, 3]);
  const text = resolveText(written, call, "the block");
  const standsIn = call.isMadeUp(argument);
  const block = readBlock(text) ?? (standsIn ? readBlock(STAND_IN) : undefined);
  if (!block) throw call.mistake("needs a block such as 10.0.0.0/16 or 2001:db8:1234:1a00::/56.");
  const blocks = resolveCount(count, call, "the count");
  const bits = resolveCount(cidrBits, call, "the number of bits");
  const { family, prefix } = block;
  const fits = bits <= family.bits && BigInt(blocks) << BigInt(bits) <= 1n << BigInt(family.bits - prefix);
  if (!fits && !standsIn) throw call.mistake(`cannot cut ${blocks} blocks of ${2 ** bits} addresses from /${prefix}.`);
  return cut(block, blocks, Math.min(bits, family.bits));
};

function readBlock(text: string): Block | undefined {
  const [base = "", prefix = ""] = text.split("/");
  const family = isIPv4(base) ? IPV4 : isIPv6(base) ? IPV6 : undefined;
  if (!family || !/^\d+$/.test(prefix) || Number(prefix) > family.bits) return undefined;
  const size = 1n << BigInt(family.bits - Number(prefix));
  return { family, address: (family.parse(base) / size) * size, prefix: Number(prefix) };
}

/** AWS cuts 256 blocks at most. */
const MAX_BLOCKS = 256;

function resolveCount(value: unknown, call: Call, what: string): number {
  const text = resolveText(value, call, what);
  if (/^\d+$/.test(text) && Number(text) <= MAX_BLOCKS) return Number(text);
  if (call.isMadeUp(value)) return 1;
  throw call.mistake(`needs a number up to ${MAX_BLOCKS} for ${what}.`);
}

const cut = ({ family, address }: Block, blocks: number, bits: number) =>
  Array.from({ length: blocks }, (_, index) => {
    const first = BigInt.asUintN(family.bits, address + (BigInt(index) << BigInt(bits)));
    return `${family.format(first)}/${family.bits - bits}`;
  });
