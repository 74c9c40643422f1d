import type { Clock } from "../../../../../kernel/clock.ts";
import { gatewayResponse } from "../../../gateway-responses.ts";
import type { JwtAuthorizer } from "../../configuration/model.ts";
import type { AuthorizerResult, GatewayRequest, Response } from "../../request.ts";
import { compileIdentitySource } from "../identity-source.ts";
import { claimProblem, claimTexts, scopesOf } from "./claims.ts";
import type { SigningKeys } from "./signing-keys.ts";
import { decodeToken, isSignedBy, type Token } from "./token.ts";

export type CheckJwt = (
  authorizer: JwtAuthorizer,
  scopes: readonly string[],
  request: GatewayRequest,
) => Promise<AuthorizerResult>;

/**
 * Checks tokens as JWT authorizers of HTTP APIs do.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
export function createJwtCheck(keys: SigningKeys, clock: Pick<Clock, "now">): CheckJwt {
  return async (authorizer, scopes, request) => {
    const text = tokenIn(authorizer, request);
    if (!text) return gatewayResponse("unauthorized", "there is no token", { "www-authenticate": "Bearer" });
    const token = decodeToken(text);
    if (typeof token === "string") return invalid(token, scopes);
    const problem = (await signatureProblem(authorizer, token)) ?? claimProblem(token.claims, authorizer, clock.now());
    if (problem) return invalid(problem, scopes);
    const given = scopesOf(token.claims);
    if (scopes.length > 0 && !scopes.some((scope) => given.includes(scope))) return lacksScope(scopes);
    return { jwt: { claims: claimTexts(token.claims), scopes: scopes.length > 0 ? given : null } };
  };

  async function signatureProblem(authorizer: JwtAuthorizer, token: Token): Promise<string | undefined> {
    const key = await keys.find(authorizer.issuer, token.keyId);
    if (typeof key === "string") return key;
    return isSignedBy(token, key) ? undefined : "signature verification failed";
  }
}

/** The token alone, or with `Bearer ` in front of it. */
const tokenIn = ({ identitySource }: JwtAuthorizer, request: GatewayRequest) =>
  compileIdentitySource(identitySource)?.(request)?.replace(/^Bearer\s+/i, "");

const invalid = (problem: string, scopes: readonly string[]): Response =>
  gatewayResponse("unauthorized", problem, challenge("invalid_token", problem, scopes));

const lacksScope = (scopes: readonly string[]): Response =>
  gatewayResponse(
    "forbidden",
    `the token has none of the scopes ${scopes.join(", ")}`,
    challenge("insufficient_scope", "the token does not have the required scopes", scopes),
  );

const challenge = (error: string, description: string, scopes: readonly string[]) => ({
  "www-authenticate": `Bearer scope="${scopes.join(" ")}" error="${error}" error_description="${quotable(description)}"`,
});

/** The text as it may stand between quotes in a header. */
const quotable = (text: string) => text.replaceAll('"', "'").replace(/[^\x20-\x7e]/g, " ");
