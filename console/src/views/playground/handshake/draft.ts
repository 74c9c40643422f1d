import { isListOf, isRecord } from "../kept.ts";

export interface Pair {
  readonly name: string;
  readonly value: string;
}

export type Opener = "browser" | "engine";

/** A handshake as somebody writes it. */
export interface Draft {
  readonly url: string;
  /** Added to the URL, encoded. */
  readonly query: readonly Pair[];
  /** With commas between them, as the header has them. */
  readonly subprotocols: string;
  /** The engine alone can send them. */
  readonly headers: readonly Pair[];
  readonly opener: Opener;
}

export const EMPTY_DRAFT: Draft = { url: "", query: [], subprotocols: "", headers: [], opener: "browser" };

const isPair = (value: unknown): value is Pair =>
  isRecord(value) && typeof value.name === "string" && typeof value.value === "string";

export const isDraft = (value: unknown): value is Draft =>
  isRecord(value) &&
  typeof value.url === "string" &&
  typeof value.subprotocols === "string" &&
  (value.opener === "browser" || value.opener === "engine") &&
  isListOf(isPair)(value.query) &&
  isListOf(isPair)(value.headers);

/** Rows without a name are not filled in yet. */
export const namedPairs = (pairs: readonly Pair[]): readonly Pair[] => pairs.filter(({ name }) => name.trim() !== "");

/** Sets the value under a name, in place of those that are there; case counts as `isSame` says. */
export function withPair(pairs: readonly Pair[], { name, value }: Pair, ignoresCase = false): readonly Pair[] {
  const fold = (text: string) => (ignoresCase ? text.toLowerCase() : text);
  const others = namedPairs(pairs).filter((pair) => fold(pair.name) !== fold(name));
  return [...others, { name, value }];
}

export const subprotocolsOf = ({ subprotocols }: Pick<Draft, "subprotocols">): readonly string[] =>
  subprotocols
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);

const SCHEMES: Readonly<Record<string, string>> = { "http:": "ws:", "https:": "wss:" };

/** The whole address, with the query; `http` means `ws`. Undefined while it is none. */
export function addressOf({ url, query }: Pick<Draft, "url" | "query">): URL | undefined {
  if (!URL.canParse(url.trim())) return undefined;
  const { protocol } = new URL(url.trim());
  const address = new URL(url.trim().replace(protocol, SCHEMES[protocol] ?? protocol));
  if (!/^wss?:$/.test(address.protocol)) return undefined;
  address.hash = "";
  for (const { name, value } of namedPairs(query)) address.searchParams.append(name.trim(), value);
  return address;
}

/** A token as RFC 9110, section 5.6.2, has it: names of headers and of subprotocols. */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

/** Mistakes in a handshake, each in the sentence that stands under its field. */
export interface DraftMistakes {
  readonly url?: string;
  readonly subprotocols?: string;
  readonly headers?: string;
}

export function mistakesIn(draft: Draft): DraftMistakes {
  const protocols = subprotocolsOf(draft);
  const header = namedPairs(draft.headers).find(({ name }) => !TOKEN.test(name.trim()));
  const protocol = protocols.find((name) => !TOKEN.test(name));
  const isTwice = new Set(protocols).size < protocols.length;
  return {
    ...(!addressOf(draft) && { url: "A WebSocket's address begins with ws:// or wss://." }),
    ...(isTwice && { subprotocols: "One of them is there twice." }),
    ...(protocol !== undefined && { subprotocols: `${protocol} has characters that a subprotocol cannot have.` }),
    ...(header && { headers: `${header.name} has characters that a header's name cannot have.` }),
  };
}
