/** Names under which functions give tokens, the likeliest first, without case, `_` and `-`. */
const NAMES = ["authtoken", "accesstoken", "token", "jwt", "idtoken", "ticket", "pass", "apikey", "key"];

const JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/** Looks like something that was made by chance or by signing, and not like a word. */
const OPAQUE = /^[\w.~+/=-]{8,}$/;

/** Finds the token in a function's answer: a member that is called so, else a JWT, else the only opaque text. */
export function findToken(payload: string): string | undefined {
  const content = parse(payload.trim());
  return content === undefined ? undefined : tokenIn(content);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function tokenIn(content: unknown): string | undefined {
  if (typeof content === "string") return textToken(content);
  if (typeof content !== "object" || content === null) return undefined;
  const members = Object.entries(content).map(
    ([name, value]) => [name.toLowerCase().replace(/[_-]/g, ""), value] as const,
  );
  const texts = members.filter((member): member is [string, string] => typeof member[1] === "string");
  const named = NAMES.flatMap((name) => texts.filter(([other]) => other === name));
  const signed = texts.filter(([, value]) => JWT.test(value));
  const [found] = [...named, ...signed];
  if (found) return found[1];
  const inner = members.flatMap(([, value]) => (typeof value === "object" ? (tokenIn(value) ?? []) : []));
  const body = members.find(([name]) => name === "body")?.[1];
  const [deep = body === undefined ? undefined : tokenIn(body)] = inner;
  return deep ?? onlyOpaque(texts.map(([, value]) => value));
}

/** A text may be JSON in itself: a proxy integration's answer has it in the body. */
function textToken(text: string): string | undefined {
  const content = parse(text);
  if (typeof content === "object") return tokenIn(content);
  return OPAQUE.test(text) ? text : undefined;
}

function onlyOpaque(texts: readonly string[]): string | undefined {
  const opaque = texts.filter((text) => OPAQUE.test(text));
  return opaque.length === 1 ? opaque[0] : undefined;
}

/** Words in names of functions that give tokens, the likeliest first. */
const WORDS = [/jwt/, /token/, /ticket/, /\bpass\b/, /login|sign in/, /credential/, /auth/] as const;

/** Words in names of functions that look at tokens, or have to do with keys only. */
const OTHERS = /authoriz|verif|gatekeeper|revoke|rotat|cleanup|validate/;

const wordsOf = (name: string) =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/[-_]+/g, " ")
    .toLowerCase();

/** Puts functions in order: first those whose names say that they give tokens. Authorizers of the APIs come last. */
export function rankTokenFunctions<F extends { readonly logicalId: string }>(
  functions: readonly F[],
  authorizers: ReadonlySet<string>,
): readonly F[] {
  const rank = ({ logicalId }: F) => {
    const words = wordsOf(logicalId);
    const at = WORDS.findIndex((word) => word.test(words));
    if (authorizers.has(logicalId)) return 3 * WORDS.length;
    if (at < 0) return 2 * WORDS.length;
    return OTHERS.test(words) ? WORDS.length + at : at;
  };
  return [...functions].sort((one, other) => rank(one) - rank(other));
}
