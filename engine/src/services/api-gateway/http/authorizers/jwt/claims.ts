import { listOf, type PlainObject, textOf } from "../../../../../template/plain-data.ts";
import type { JwtAuthorizer } from "../../configuration/model.ts";

type Rule = (claims: PlainObject, authorizer: JwtAuthorizer, nowSeconds: number) => boolean;

/** Rules in the order in which they are checked, and the words for each that does not hold. */
const RULES: readonly (readonly [rule: Rule, problem: string])[] = [
  [({ iss }, { issuer }) => iss === issuer, "the token's issuer is not the authorizer's"],
  [hasAudience, "the token does not have a valid audience"],
  [({ exp }, _authorizer, now) => typeof exp === "number" && exp > now, "the token has expired"],
  [({ nbf }, _authorizer, now) => isPast(nbf, now), "the token is not valid yet"],
  [({ iat }, _authorizer, now) => isPast(iat, now), "the token was issued in the future"],
];

/** Tells why a token's claims do not let its bearer in; undefined when they do. */
export function claimProblem(claims: PlainObject, authorizer: JwtAuthorizer, nowMs: number): string | undefined {
  const nowSeconds = nowMs / 1000;
  return RULES.find(([rule]) => !rule(claims, authorizer, nowSeconds))?.[1];
}

/** `client_id` counts only where there is no `aud`. An authorizer without an audience lets none in. */
function hasAudience({ aud, client_id: clientId }: PlainObject, { audience }: JwtAuthorizer): boolean {
  const given = aud === undefined ? listOf(clientId) : listOf(aud);
  return given.some((each) => typeof each === "string" && audience.includes(each));
}

const isPast = (time: unknown, now: number) => time === undefined || (typeof time === "number" && time <= now);

/** `scope`, or `scp` where that is missing: a list, or text with blanks between. */
export function scopesOf({ scope, scp }: PlainObject): readonly string[] {
  return listOf(scope ?? scp)
    .flatMap((each) => (textOf(each) ?? "").split(" "))
    .filter((each) => each !== "");
}

/** Claims as events carry them: all text, lists as `[a b]`. */
export const claimTexts = (claims: PlainObject): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, claimText(value)]));

function claimText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(claimText).join(" ")}]`;
  return textOf(value) ?? JSON.stringify(value);
}
