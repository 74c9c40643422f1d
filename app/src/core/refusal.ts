/** Why a handshake is refused. For logs and metrics only: whoever connects learns nothing but 401. */
export type RefusalCause =
  | "token_missing"
  | "token_repeated"
  | "token_too_large"
  | "token_malformed"
  | "token_expired"
  | "token_not_yet_valid"
  | "subprotocol_unknown"
  | "algorithm_not_allowed"
  | "signature_invalid"
  | "claim_invalid"
  | "context_too_large";

/** The client's fault. Every other error is ours, and must not look like a 401. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly reason: RefusalCause;

  constructor(reason: RefusalCause, detail: string) {
    super(detail);
    this.reason = reason;
  }
}
