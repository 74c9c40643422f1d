/**
 * Hides tokens and secrets in what leaves the engine for people to see. It goes by names (of headers, members, variables)
 * and by shapes (a JWT, `Bearer …`), and rather hides too much. A mask says how much it hides.
 */

export type Values = Readonly<Record<string, string>>;

export type MultiValues = Readonly<Record<string, readonly string[]>>;

export const mask = (value: string): string =>
  value === "" || isMask(value, 0, value.length)
    ? value
    : `[masked, ${value.length} character${value.length === 1 ? "" : "s"}]`;

const MASK = /\[masked, \d+ characters?\]/y;

/** Tells whether a mask stands there and reaches to `end`: what is masked already says how much it hides. */
function isMask(text: string, start: number, end: number): boolean {
  MASK.lastIndex = start;
  return MASK.test(text) && MASK.lastIndex >= end;
}

/** Words of names whose values are secrets, wherever they stand in the name. */
const SECRET_WORDS = new Set(
  "authorization bearer cookie cookies credential credentials jwt passphrase passwd password passwords pwd secret secrets sig signature ticket token tokens".split(
    " ",
  ),
);

/** Words that make a secret with the word behind them. */
const SECRET_PAIRS: Readonly<Record<string, ReadonlySet<string>>> = {
  key: new Set(["access", "api", "auth", "encryption", "master", "private", "shared", "signing"]),
  keys: new Set(["access", "api", "private", "signing"]),
  code: new Set(["auth"]),
  id: new Set(["session"]),
};

/** Last words of names that tell of a secret without giving it away: `TOKEN_TTL_SECONDS`, `SECRET_ARN`. */
const DESCRIPTIONS = new Set(
  "algorithm algorithms arn audience count expiry hours issuer leeway length lifetime minutes ms name region rotation seconds size table ttl type".split(
    " ",
  ),
);

/** `accessToken`, `ACCESS_TOKEN`, `X-Access-Token` and `APIKey` in words. */
const wordsOf = (name: string): readonly string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);

/** Names in one word that `wordsOf` cannot take apart. */
const RUN_TOGETHER = /(?:api|access|private|secret)keys?$|password|secret|token(?!i[sz])|credential|cookie$|^auth$/;

/** Tells whether a header, a member, a parameter or a variable of this name holds a secret. */
export function speaksOfSecret(name: string): boolean {
  const words = wordsOf(name);
  if (words.length > 1 && DESCRIPTIONS.has(words.at(-1) ?? "")) return false;
  // The one half of a key pair that AWS itself shows.
  if (/access.?key.?id$/i.test(name)) return false;
  return words.some(
    (word, index) =>
      SECRET_WORDS.has(word) || RUN_TOGETHER.test(word) || SECRET_PAIRS[word]?.has(words[index - 1] ?? "") === true,
  );
}

/** Longer than ids are, so perhaps a token. */
const OPAQUE = /[A-Za-z0-9_-]{40,}/g;

/** Hides in a key or a path what may be a token of any kind: it stands where ids stand, and has no name. */
export const maskKey = (text: string): string => maskText(text).replace(OPAQUE, mask);

/** Hides what a value of this name must not show. */
export const maskValue = (name: string, value: string): string =>
  speaksOfSecret(name) ? mask(value) : maskText(value);

/** Hides the values of those variables, members or parameters that hold secrets. */
export const maskValues = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, maskValue(name, value)]));

/** Hides what parameters of a query must not show. */
export const maskQuery = (query: MultiValues): MultiValues =>
  Object.fromEntries(Object.entries(query).map(([name, values]) => [name, values.map((one) => maskValue(name, one))]));

/** Hides what headers must not show. The scheme of credentials, names of cookies and of subprotocols stay. */
export const maskHeaders = (headers: MultiValues): MultiValues =>
  Object.fromEntries(
    Object.entries(headers).map(([name, values]) => [name, values.map((value) => maskHeader(name, value))]),
  );

/**
 * A copy of plain data without its secrets: by the names of members, and by the shapes of texts. Numbers stay, for they
 * count tokens more often than they are one.
 */
export function maskData(data: unknown): unknown {
  return mapTexts(data, (text, isSecret) => (isSecret ? mask(text) : maskText(text)));
}

/** Of a secret's members all are secret, whatever they are called: `{ "token": { "value": … } }`. */
function mapTexts(data: unknown, map: (text: string, isSecret: boolean) => string, isSecret = false): unknown {
  if (typeof data === "string") return map(data, isSecret);
  if (Array.isArray(data)) return data.map((item) => mapTexts(item, map, isSecret));
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, mapTexts(value, map, isSecret || speaksOfSecret(name))]),
  );
}

/**
 * Hides secrets in a text of any kind: JSON, also in a string of JSON and cut anywhere, a URL, a line of a log. What it
 * leaves stays as it is, letter by letter. Takes time in proportion to the text, whoever wrote it.
 */
export function maskText(text: string): string {
  const members = maskNamed(text, MEMBER, (found) => endOfMember(text, found));
  const assigned = maskNamed(members, ASSIGNMENT, ({ end }) => ({ start: end, end: endOfWord(members, end) }));
  return SHAPES.reduce((masked, [shape, replace]) => masked.replace(shape, replace), assigned);
}

/** Shapes of secrets, and what stays of each. No two places of a text lead over the same run of characters. */
const SHAPES: readonly (readonly [RegExp, (all: string, ...groups: string[]) => string])[] = [
  // A JWS or JWE, or the beginning of one that was cut. `eyJ` is `{"` in base64.
  [
    /(?<![\w-])[\w-]+\.[\w.-]+/g,
    (all) => {
      const at = all.indexOf("eyJ");
      return at >= 0 && all.includes(".", at) ? all.slice(0, at) + mask(all.slice(at)) : all;
    },
  ],
  [
    /\b(Bearer|Basic)( +)([\w.~+/=-]{6,})/gi,
    (_all, scheme = "", space = "", token = "") => scheme + space + mask(token),
  ],
  // A user and a password in a URL.
  [
    /:\/\/([^\s/"']+)@/g,
    (all, user = "") => {
      const colon = user.indexOf(":");
      return colon < 0 ? all : `://${user.slice(0, colon + 1)}${mask(user.slice(colon + 1))}@`;
    },
  ],
];

/** A name and where its value begins. */
interface Named {
  readonly groups: readonly (string | undefined)[];
  readonly end: number;
}

/** A value's place in a text; `quote` goes around its mask. */
interface Place {
  readonly start: number;
  readonly end: number;
  readonly quote?: string;
}

/** Hides the values behind the secret names, which are the first group of a pattern. */
function maskNamed(text: string, pattern: RegExp, placeOf: (found: Named) => Place | undefined): string {
  const names = new RegExp(pattern);
  let masked = "";
  let done = 0;
  for (let groups = names.exec(text); groups; groups = names.exec(text)) {
    if (!speaksOfSecret(groups[1] ?? "")) continue;
    const place = placeOf({ groups, end: names.lastIndex });
    if (!place || isMask(text, place.start, place.end)) continue;
    const { start, end, quote = "" } = place;
    masked += text.slice(done, start) + (end > start ? quote + mask(text.slice(start, end)) + quote : "");
    done = end;
    names.lastIndex = Math.max(end, names.lastIndex);
  }
  return masked + text.slice(done);
}

/** `token=…` in a query, a cookie or a line of a log. */
const ASSIGNMENT = /(?<![\w.%-])([\w.%-]{1,64})=/g;

const WORD_END = /[\s&#"'\\;,]/g;

function endOfWord(text: string, start: number): number {
  WORD_END.lastIndex = start;
  return WORD_END.exec(text)?.index ?? text.length;
}

/** A member of JSON, whose quotes have backslashes in a string of JSON. */
const MEMBER = /"([\w.$-]{1,64})(\\*)"\s*:\s*(\\*)(["[{])/g;

/** The place of a member's text, or of its list or object as a whole; undefined when the quotes do not fit together. */
function endOfMember(text: string, { groups, end }: Named): Place | undefined {
  const [, , slashes = "", before = "", opening] = groups;
  if (opening === '"')
    return before === slashes ? { start: end, end: endOfString(text, end, slashes.length).start } : undefined;
  return { start: end - 1, end: endOfGroup(text, end, slashes.length), quote: `${slashes}"` };
}

const QUOTE = /(?<!\\)(\\*)"/g;

/**
 * The end of a JSON string whose quotes have so many backslashes before them: 0, or 1, 3, 7 … in a string of a string. A
 * quote that is part of it has more, and each backslash of its own is doubled as often.
 */
function endOfString(text: string, start: number, escapes: number): { readonly start: number; readonly end: number } {
  QUOTE.lastIndex = start;
  for (let found = QUOTE.exec(text); found; found = QUOTE.exec(text)) {
    const backslashes = found[1]?.length ?? 0;
    if (backslashes % (2 * (escapes + 1)) === escapes)
      return { start: QUOTE.lastIndex - 1 - escapes, end: QUOTE.lastIndex };
  }
  return { start: text.length, end: text.length };
}

const PUNCTUATION = /["[\]{}]/g;

/** The end of a list or an object that is open, passing over brackets in its texts. */
function endOfGroup(text: string, start: number, escapes: number): number {
  let depth = 1;
  let at = start;
  while (depth > 0) {
    PUNCTUATION.lastIndex = at;
    const found = PUNCTUATION.exec(text);
    if (!found) return text.length;
    const [character] = found;
    at = character === '"' ? endOfString(text, found.index + 1, escapes).end : found.index + 1;
    if (character !== '"') depth += character === "[" || character === "{" ? 1 : -1;
  }
  return at;
}

type MaskHeader = (value: string) => string;

const HEADERS: Readonly<Record<string, MaskHeader>> = {
  authorization: maskCredentials,
  "proxy-authorization": maskCredentials,
  cookie: maskCookies,
  "set-cookie": maskCookies,
  "sec-websocket-protocol": maskSubprotocols,
};

function maskHeader(name: string, value: string): string {
  const lower = name.toLowerCase();
  return Object.hasOwn(HEADERS, lower) ? (HEADERS[lower]?.(value) ?? "") : maskValue(lower, value);
}

function maskCredentials(value: string): string {
  const [, scheme = "", rest = value] = /^([A-Za-z][\w-]{0,31} +)(.*)$/s.exec(value) ?? [];
  return scheme + mask(rest);
}

function maskCookies(value: string): string {
  const maskOne = (part: string) => {
    const [, name = "", rest = part] = /^([^=]*=)(.*)$/s.exec(part) ?? [];
    return name + mask(rest);
  };
  return value
    .split(";")
    .map((part) => maskOne(part.trim()))
    .join("; ");
}

/** A name as people give protocols: `graphql-ws`, `v10.stomp`, `mqtt`. Tokens mix cases and digits within their words. */
const PROTOCOL_NAME =
  /^(?=.{1,40}$)(?:v?\d{1,3}|[a-z]{1,14}|[A-Z]{1,6})(?:[._+-](?:v?\d{1,3}|[a-z]{1,14}|[A-Z]{1,6}))*$/;

/** Hides tokens among subprotocols, where browsers have to put them: what is no name, and what follows `token` or the like. */
function maskSubprotocols(value: string): string {
  const offers = value.split(",").map((offer) => offer.trim());
  return offers
    .map((offer, index) => {
      const before = offers[index - 1];
      const isNamed = before !== undefined && speaksOfSecret(before);
      return PROTOCOL_NAME.test(offer) && !isNamed ? offer : mask(offer);
    })
    .join(", ");
}
