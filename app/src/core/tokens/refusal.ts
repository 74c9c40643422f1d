/** Cause of the refusal of a handshake or a newer token, for logs and metrics: whoever connects learns a status. */
export type RefusalCause =
  | "token_missing"
  | "token_repeated"
  | "token_too_large"
  | "token_malformed"
  | "token_expired"
  | "token_not_yet_valid"
  | "token_revoked"
  | "token_outdated"
  | "query_token_not_allowed"
  | "ticket_refused"
  | "subprotocol_unknown"
  | "origin_not_allowed"
  | "algorithm_not_allowed"
  | "type_not_allowed"
  | "key_unknown"
  | "signature_invalid"
  | "claim_invalid"
  | "context_too_large"
  | "too_many_connections"
  | "closed_meanwhile";

/** The client's fault. Every other error is ours, and must not look like a 401. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly reason: RefusalCause;

  constructor(reason: RefusalCause, detail: string) {
    super(detail);
    this.reason = reason;
  }
}
