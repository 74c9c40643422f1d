import type { StackApi, StackFunction } from "../../engine/stack-parts.ts";

/** Lines to copy that connect to a stage of a WebSocket API. */
export interface ConnectLines {
  readonly wscat: string;
  /** Of the command that comes with the engine. */
  readonly portcullis: string;
  /** Names in capitals that stand for values in the line: `PASS`. */
  readonly placeholders: readonly string[];
}

const SOURCE = /^route\.request\.(querystring|header)\.(.+)$/;

/** A text in a line of a shell. */
const quoted = (text: string) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

const placeholderOf = (name: string) => name.replace(/[^A-Za-z0-9]+/g, "_").toUpperCase();

/** Makes the lines for a stage, with all that its authorizer wants to see of a client. */
export function connectLines({ url, routes, authorizers }: StackApi, tokenFunction?: string): ConnectLines {
  const wanted = routes.find(({ routeKey }) => routeKey === "$connect")?.authorizer;
  const sources = authorizers.find((each) => each.logicalId === wanted)?.identitySources ?? [];
  const parts = sources.flatMap((source) => {
    const [, place, name = ""] = SOURCE.exec(source) ?? [];
    return place === undefined ? [] : [{ place, name, placeholder: placeholderOf(name) }];
  });
  const query = parts.filter(({ place }) => place === "querystring");
  const address =
    query.length === 0 ? url : `${url}?${query.map((part) => `${part.name}=${part.placeholder}`).join("&")}`;
  const headers = parts.filter(({ place }) => place === "header").map(headerOption);
  const token = tokenFunction === undefined || parts.length > 0 ? [] : [`--token-function ${tokenFunction}`];
  return {
    wscat: ["wscat", "-c", quoted(address), ...headers].join(" "),
    portcullis: ["portcullis ws", quoted(address), ...headers, ...token].join(" "),
    placeholders: parts.map(({ placeholder }) => placeholder),
  };
}

/** Names of functions that give tokens to who tries an API: `CreateTestJwt`, `IssueTokenFunction`. */
const GIVES_TOKENS = /^(?:create|issue|make|get|test|mint|sign).*(?:jwt|token)/i;

/** Finds the function that gives a token for trying: named so, and called by nothing. */
export const tokenFunctionOf = (functions: readonly StackFunction[]): string | undefined =>
  functions.find(({ logicalId, triggers }) => GIVES_TOKENS.test(logicalId) && triggers.length === 0)?.logicalId;

function headerOption({ name, placeholder }: { readonly name: string; readonly placeholder: string }): string {
  const isSubprotocol = name.toLowerCase() === "sec-websocket-protocol";
  return isSubprotocol ? `--subprotocol ${placeholder}` : `-H ${quoted(`${name}: ${placeholder}`)}`;
}
