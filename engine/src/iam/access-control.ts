import { formatLocation } from "../kernel/errors.ts";
import type { Recorder } from "../kernel/journal.ts";
import type { Stack } from "../template/model.ts";
import type { Principal } from "../wire/principal.ts";
import { deniedError } from "./denied-error.ts";
import { everyConnection, leastPolicy } from "./explain.ts";
import { createKnownRoles } from "./known-roles.ts";
import { type Decision, evaluate } from "./policy/evaluate.ts";
import type { RequestContext } from "./policy/request-context.ts";
import { principalConditions } from "./policy/request-context.ts";
import type { AccessRequest } from "./policy/statement.ts";
import type { RolePolicies } from "./role-policies.ts";

/** `enforce`: refuse what the role's policies do not allow. `warn`: tell of it and go on. `off`: do not look. */
export type IamMode = "enforce" | "warn" | "off";

export interface AccessControl {
  /**
   * Checks that `principal` may do all of `requests`. In mode `enforce` it throws the refusal of the service, as AWS
   * words it. `conditions` are the condition keys that all requests share, such as `aws:SourceIp`.
   */
  check(
    principal: Principal,
    requests: readonly AccessRequest[],
    serviceName: string,
    conditions?: RequestContext,
  ): void;
}

export interface AccessControlOptions {
  readonly mode: IamMode;
  readonly stack: Stack;
  readonly journal: Recorder;
  readonly accountId: string;
}

type Refusal = Decision & { readonly decision: "explicitDeny" | "implicitDeny" };

/** The developer may do everything; a role what its policies in the stack allow. */
export function createAccessControl({ mode, stack, journal, accountId }: AccessControlOptions): AccessControl {
  if (mode === "off") return { check: () => undefined };
  const roles = createKnownRoles({ stack, journal, accountId });
  const isNew = createNovelty();

  /** Writes to the journal: never the call's input, and each lack of a role once. */
  function report(
    { arn, roleArn = arn }: Principal,
    { action, resource }: AccessRequest,
    refusal: Refusal,
    role?: RolePolicies,
  ) {
    const about = everyConnection(resource);
    if (!isNew(`${roleArn} ${action} ${about}`)) return;
    journal.record("iam", "denied", {
      roleArn,
      principalArn: arn,
      action,
      resource: about,
      decision: refusal.decision,
      ...placeOf(refusal, role),
      leastPolicy: remedy(refusal, { action, resource }),
      unknownPolicies: role?.unknownPolicies ?? [],
      enforced: mode === "enforce",
    });
  }

  return {
    check(principal, requests, serviceName, conditions = {}) {
      if (principal.kind === "developer") return;
      const role = principal.roleArn === undefined ? undefined : roles(principal.roleArn);
      // Of a role that the template does not define nothing can be said, so a warning would be a guess.
      if (!role && mode === "warn") return;
      const shared = { ...conditions, ...principalConditions(principal, stack) };
      for (const request of requests) {
        const refusal = refuse(role, { ...request, context: { ...request.context, ...shared } });
        if (!refusal) continue;
        report(principal, request, refusal, role);
        if (mode === "enforce") throw deniedError(serviceName, { principal: principal.arn, ...request, ...refusal });
      }
    },
  };
}

/** The place of the statement that denies, or of the role that lacks one. */
export function placeOf({ statement }: Pick<Decision, "statement">, role: RolePolicies | undefined) {
  const location = statement?.locate?.() ?? role?.locate();
  return location && { location: formatLocation(location) };
}

/** A role that nothing is known of gets nothing: enforcing shows that the policies suffice, and here there are none. */
function refuse(role: RolePolicies | undefined, request: AccessRequest): Refusal | undefined {
  // In this order, since what follows a spread takes ten times as long; and this is asked for each call.
  const { decision, ...details } = evaluate({
    statements: role?.statements ?? [],
    boundary: role?.boundary,
    ...request,
  });
  return decision === "allow" ? undefined : { decision, ...details };
}

/** Nothing allows against a deny, and what is no ARN names something that does not exist. */
const remedy = ({ decision }: Refusal, { action, resource }: AccessRequest) =>
  decision === "implicitDeny" && /^(\*$|arn:)/.test(resource) ? leastPolicy(action, resource) : undefined;

/** Names in a call are the caller's choice: what is remembered of them has to end. */
const MOST_REMEMBERED = 10_000;

/** Remembers texts; tells of each whether it is seen for the first time. */
function createNovelty(): (text: string) => boolean {
  const seen = new Set<string>();
  return (text) => {
    if (seen.has(text)) return false;
    if (seen.size >= MOST_REMEMBERED) seen.clear();
    seen.add(text);
    return true;
  };
}
