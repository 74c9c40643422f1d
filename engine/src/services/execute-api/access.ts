import { accessDeniedMessage, evaluate, type RequestContext, rolePolicies } from "../../iam/index.ts";
import type { Principal } from "../../kernel/principal.ts";
import type { HttpRequest } from "../../wire/http.ts";
import { type SignatureResult, verifySignature } from "../../wire/sigv4.ts";
import type { ServiceContext } from "../service.ts";
import type { GatewayRequest } from "./event/request.ts";

/** What a caller wants of API Gateway, in IAM's terms. */
export interface AccessAttempt {
  readonly principal: Principal;
  readonly action: "execute-api:Invoke" | "execute-api:ManageConnections";
  readonly resource: string;
  readonly context: RequestContext;
}

/** Who may call API Gateway with a signed request. */
export interface Access {
  identify(request: HttpRequest): SignatureResult;
  /** AWS's message when the caller's role is known and does not allow it; undefined when the call may go on. */
  deny(attempt: AccessAttempt): string | undefined;
}

export function createAccess({
  stack,
  principals,
  clock,
}: Pick<ServiceContext, "stack" | "principals" | "clock">): Access {
  const policies = new Map<string, ReturnType<typeof rolePolicies>>();

  function policiesOf(roleArn: string) {
    if (!policies.has(roleArn)) policies.set(roleArn, rolePolicies(stack, roleArn));
    return policies.get(roleArn);
  }

  return {
    identify: (request) =>
      // Callers sign with the machine's time, whatever the engine's.
      verifySignature(request, { principals, service: "execute-api", nowMs: clock.now() - clock.offsetMs }),
    deny({ principal, ...attempt }) {
      const role = principal.roleArn === undefined ? undefined : policiesOf(principal.roleArn);
      if (!role) return undefined;
      const { decision } = evaluate({ ...attempt, statements: role.statements, boundary: role.boundary });
      // A role of another stack, or a policy that the template only names, may allow what nothing here does.
      if (decision === "allow" || (decision === "implicitDeny" && role.unknownPolicies.length > 0)) return undefined;
      return accessDeniedMessage({ principal: principal.arn, ...attempt, decision });
    },
  };
}

/** Condition keys that every request to an API has. */
export function accessContext({ client, time }: GatewayRequest): RequestContext {
  const { sourceIp = "", userAgent } = client.identity;
  return { ...requestConditions(sourceIp, time), ...(userAgent && { "aws:UserAgent": userAgent }) };
}

export const requestConditions = (sourceIp: string, epochMs: number): RequestContext => ({
  "aws:SourceIp": sourceIp,
  "aws:CurrentTime": new Date(epochMs).toISOString(),
  "aws:EpochTime": Math.floor(epochMs / 1000),
  "aws:SecureTransport": true,
});
