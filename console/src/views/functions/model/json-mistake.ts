/** Something that may come next in a JSON text. */
type State = "value" | "value-or-end" | "key" | "key-or-end" | "colon" | "comma-or-end" | "end";

const TOKEN =
  /\s*(?:([{}[\],:])|("(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/uy;

/** The end of a value, the begin or the end of a group, or what follows a comma, each of which goes by the groups around. */
type Step = State | "after" | "open" | "close" | "next";

const VALUE: Readonly<Record<string, Step>> = { string: "after", scalar: "after", "{": "open", "[": "open" };

const STEPS: Readonly<Record<State, Readonly<Record<string, Step>>>> = {
  value: VALUE,
  "value-or-end": { ...VALUE, "]": "close" },
  key: { string: "colon" },
  "key-or-end": { string: "colon", "}": "close" },
  colon: { ":": "value" },
  "comma-or-end": { ",": "next", "}": "close", "]": "close" },
  end: {},
};

const CLOSED_BY: Readonly<Record<string, string>> = { "{": "}", "[": "]" };

/**
 * Finds the place of the first mistake in a JSON text, which not every browser tells; undefined when there is none. Takes
 * time in proportion to the text.
 */
export function mistakeAt(text: string): number | undefined {
  const open: string[] = [];
  const token = new RegExp(TOKEN);
  let state: State = "value";
  let at = 0;
  while (at < text.length) {
    token.lastIndex = at;
    const [all = "", punctuation, string] = token.exec(text) ?? [];
    if (all === "") return isEnded(text, at, state) ? undefined : startOf(text, at);
    const next = follow(state, punctuation ?? (string === undefined ? "scalar" : "string"), open);
    if (!next) return startOf(text, at);
    state = next;
    at += all.length;
  }
  return state === "end" ? undefined : text.length;
}

const startOf = (text: string, at: number) => text.length - text.slice(at).trimStart().length;

const isEnded = (text: string, at: number, state: State) => state === "end" && text.slice(at).trim() === "";

const afterValue = (open: readonly string[]): State => (open.length > 0 ? "comma-or-end" : "end");

/** The state behind a token; undefined where it must not stand. */
function follow(state: State, token: string, open: string[]): State | undefined {
  const step = STEPS[state][token];
  switch (step) {
    case "after":
      return afterValue(open);
    case "open":
      open.push(token);
      return token === "{" ? "key-or-end" : "value-or-end";
    case "close":
      return CLOSED_BY[open.pop() ?? ""] === token ? afterValue(open) : undefined;
    case "next":
      return open.at(-1) === "{" ? "key" : "value";
    default:
      return step;
  }
}
