import type { AccessRequest, Statement } from "./statement.ts";

export interface Evaluation extends AccessRequest {
  /** Of all policies that apply. */
  readonly statements: readonly Statement[];
  /** Of a permissions boundary: it has to allow as well. */
  readonly boundary?: readonly Statement[] | undefined;
}

export interface Decision {
  readonly decision: "allow" | "explicitDeny" | "implicitDeny";
  /** The statement that decided; absent when none applied. */
  readonly statement?: Statement;
}

/** A deny wins over every allow, and what nobody allows is denied. */
export function evaluate({ statements, boundary, ...request }: Evaluation): Decision {
  const decision = decide(statements, request);
  if (decision.decision === "explicitDeny" || boundary === undefined) return decision;
  const limit = decide(boundary, request);
  return limit.decision === "allow" ? decision : limit;
}

function decide(statements: readonly Statement[], request: AccessRequest): Decision {
  const applying = statements.filter((statement) => statement.applies(request));
  const deny = applying.find(({ effect }) => effect === "Deny");
  if (deny) return { decision: "explicitDeny", statement: deny };
  const [allow] = applying;
  return allow ? { decision: "allow", statement: allow } : { decision: "implicitDeny" };
}
