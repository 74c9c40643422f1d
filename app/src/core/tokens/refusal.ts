/** Causes of the refusal of a handshake or a newer token, for logs and metrics: whoever connects learns a status. */
export const REFUSALS = {
  token_missing: "There is no token.",
  token_repeated: "There is more than one token.",
  token_too_large: "The token is longer than the app reads.",
  token_malformed: "The token is no JWT.",
  token_expired: "The token has expired.",
  token_not_yet_valid: "The token does not count yet (`nbf`, or an `iat` that is still to come).",
  token_revoked: "The token, or all that its user had, was revoked.",
  token_outdated: "A newer token is older than the one that the connection has.",
  query_token_not_allowed: "A token came in the query, and `AllowQueryToken` is `false`.",
  ticket_refused: "The ticket is unknown, used, expired, or for another origin.",
  subprotocol_unknown: "The first subprotocol that is offered is not `websocket`.",
  origin_not_allowed: "`Origin` is none of `AllowedOrigins` and `AllowedAppOrigins`.",
  algorithm_not_allowed: "The token is signed with an algorithm that is not allowed.",
  type_not_allowed: "The token's `typ` is not that of an access token.",
  key_unknown: "None of the keys is for this token.",
  signature_invalid: "The signature is wrong: another key signed it, or somebody changed it.",
  claim_invalid:
    "A claim is missing or not what it must be: `iss`, `aud`, `client_id`, `azp`, `sub`, a life that is too long.",
  context_too_large: "The claims are more than API Gateway takes from an authorizer (8 KB).",
  too_many_connections: "The user has `MaxConnectionsPerUser` connections.",
  closed_meanwhile: "Somebody kicked or revoked the user while the connection opened.",
} as const;

export type RefusalCause = keyof typeof REFUSALS;

/** The client's fault. Every other error is ours, and must not look like a 401. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly reason: RefusalCause;

  constructor(reason: RefusalCause, detail: string) {
    super(detail);
    this.reason = reason;
  }
}
