import type { AccessRequest, Statement } from "./statement.ts";

export interface Evaluation extends AccessRequest {
  /** The statements of all policies that apply. */
  readonly statements: readonly Statement[];
  /** The statements of a permissions boundary, which has to allow as well. */
  readonly boundary?: readonly Statement[] | undefined;
}

export interface Decision {
  readonly decision: "allow" | "explicitDeny" | "implicitDeny";
  /** The statement that decided; absent when none applied. */
  readonly statement?: Statement;
  /** Set when the permissions boundary is what denies. */
  readonly byBoundary?: true;
}

/** A deny wins over every allow, and what nobody allows is denied. */
export function evaluate({ statements, boundary, ...request }: Evaluation): Decision {
  const own = decide(statements, request);
  if (own.decision === "explicitDeny" || boundary === undefined) return own;
  const limit = decide(boundary, request);
  const denies = limit.decision === "explicitDeny" || (own.decision === "allow" && limit.decision === "implicitDeny");
  return denies ? { ...limit, byBoundary: true } : own;
}

function decide(statements: readonly Statement[], request: AccessRequest): Decision {
  const applying = statements.filter((statement) => statement.applies(request));
  const deny = applying.find(({ effect }) => effect === "Deny");
  if (deny) return { decision: "explicitDeny", statement: deny };
  const [allow] = applying;
  return allow ? { decision: "allow", statement: allow } : { decision: "implicitDeny" };
}
