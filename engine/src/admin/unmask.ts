import { parseJson } from "../kernel/parse-json.ts";

/**
 * Puts the values of `original` in the place of their masks in `edited`, both JSON, so that an event can be sent again by
 * somebody who was not shown its secrets. A mask counts only where it stood.
 */
export function unmask(edited: string, original: string, mask: (text: string) => string): string {
  const masked = mask(original);
  if (masked === original) return edited;
  const [given, hidden, whole] = [edited, masked, original].map(parseJson);
  return hidden === undefined ? edited : JSON.stringify(restore(given, hidden, whole));
}

function restore(given: unknown, hidden: unknown, whole: unknown): unknown {
  if (typeof given === "string") return given === hidden ? whole : restoreText(given, hidden, whole);
  if (typeof given !== "object" || given === null) return given;
  if (Array.isArray(given)) return given.map((item, at) => restore(item, partOf(hidden, at), partOf(whole, at)));
  const members = Object.entries(given);
  return Object.fromEntries(
    members.map(([name, value]) => [name, restore(value, partOf(hidden, name), partOf(whole, name))]),
  );
}

const partOf = (data: unknown, key: string | number): unknown =>
  typeof data === "object" && data !== null && Object.hasOwn(data, key)
    ? (data as Readonly<Record<string | number, unknown>>)[key]
    : undefined;

/** The form of `mask` in kernel/masking.ts, which tells how long the secret is. */
const MASK = /\[masked, (\d+) characters?\]/g;

/** Restores masks within a text that was edited around them, as long as they are the same in the same order. */
function restoreText(given: string, hidden: unknown, whole: unknown): string {
  if (typeof hidden !== "string" || typeof whole !== "string") return given;
  const secrets = secretsOf(hidden, whole);
  let next = 0;
  return given.replace(MASK, (found) => {
    const secret = secrets[next++];
    return secret?.mask === found ? secret.value : found;
  });
}

/** The secrets behind the masks of a text; none when the texts do not fit together. */
function secretsOf(hidden: string, whole: string): readonly { readonly mask: string; readonly value: string }[] {
  const secrets: { mask: string; value: string }[] = [];
  let [atHidden, atWhole] = [0, 0];
  for (const { 0: mask, 1: length, index } of hidden.matchAll(MASK)) {
    const between = hidden.slice(atHidden, index);
    if (!whole.startsWith(between, atWhole)) return [];
    atWhole += between.length;
    secrets.push({ mask, value: whole.slice(atWhole, atWhole + Number(length)) });
    atWhole += Number(length);
    atHidden = index + mask.length;
  }
  return whole.slice(atWhole) === hidden.slice(atHidden) ? secrets : [];
}
