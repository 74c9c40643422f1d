import type { RefusalKind } from "../dialects.ts";
import type { CallerIdentity, GatewayRequest } from "../request.ts";

/** Who may not call, and why. */
export interface Refusal {
  readonly kind: RefusalKind;
  /** For the journal, and only there: outside all refusals of a kind look the same. */
  readonly reason: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a check found out of the caller, or why it refuses. */
export type Admission = CallerIdentity | Refusal;

export const refusal = (kind: RefusalKind, reason: string, headers?: Refusal["headers"]): Refusal => ({
  kind,
  reason,
  ...(headers && { headers }),
});

export const isRefusal = (outcome: object): outcome is Refusal => "kind" in outcome && "reason" in outcome;

/**
 * What policies know a request by: `arn:…:{apiId}/{stage}/{METHOD}/{path}`, or `…/$default` for the route that takes
 * everything.
 */
export function methodArn({ stage, route, http, path }: GatewayRequest): string {
  return route.key === "$default" ? `${stage.arn}/$default` : `${stage.arn}/${http.method}${path}`;
}
