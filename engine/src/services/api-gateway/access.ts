import {
  accessDeniedMessage,
  evaluate,
  everyConnection,
  leastPolicy,
  placeOf,
  type RequestContext,
  rolePolicies,
} from "../../iam/index.ts";
import type { ServiceError } from "../../kernel/errors.ts";
import type { HttpRequest } from "../../wire/http.ts";
import type { Principal } from "../../wire/principal.ts";
import { type SignatureResult, verifySignature } from "../../wire/sigv4.ts";
import type { ServiceContext } from "../contract/service.ts";
import { type GatewayResponse, gatewayResponse } from "./gateway-responses.ts";

/** Wish of a caller of an API or of a function's URL, in IAM's terms. */
export interface AccessAttempt {
  readonly principal: Principal;
  readonly action: "execute-api:Invoke" | "execute-api:ManageConnections" | "lambda:InvokeFunctionUrl";
  readonly resource: string;
  readonly context: RequestContext;
}

/** Decides who may call with a signed request. */
export interface Access {
  identify(request: HttpRequest): SignatureResult;
  /** AWS's message when the caller may not; undefined when the call may go on. */
  deny(attempt: AccessAttempt): string | undefined;
}

type AccessDependencies = Pick<ServiceContext, "stack" | "principals" | "clock" | "settings" | "journal">;

/**
 * The developer may do everything, a role what its policies allow. This holds even where `--iam` only warns of other
 * services, but what the template does not tell (a role or a policy from elsewhere) is held against a role only when enforced.
 */
export function createAccess(
  { stack, principals, clock, settings, journal }: AccessDependencies,
  service: "execute-api" | "lambda" = "execute-api",
): Access {
  const policies = new Map<string, ReturnType<typeof rolePolicies>>();

  function policiesOf(roleArn: string) {
    if (!policies.has(roleArn)) policies.set(roleArn, rolePolicies(stack, roleArn));
    return policies.get(roleArn);
  }

  return {
    identify(request) {
      const verifyAt = (nowMs: number) => verifySignature(request, { principals, service, nowMs });
      // Callers outside sign with the machine's time, functions with the engine's, which may be ahead of it.
      const byMachineTime = verifyAt(clock.now() - clock.offsetMs);
      return byMachineTime.ok || clock.offsetMs === 0 ? byMachineTime : verifyAt(clock.now());
    },
    deny({ principal, ...attempt }) {
      if (principal.kind === "developer") return undefined;
      const role = policiesOf(principal.roleArn ?? principal.arn);
      const { statements = [], boundary, unknownPolicies = [] } = role ?? {};
      const { decision, byBoundary, statement } = evaluate({ statements, boundary, ...attempt });
      if (decision === "allow") return undefined;
      const isKnown = role !== undefined && unknownPolicies.length === 0;
      if (decision === "implicitDeny" && !isKnown && settings.iam !== "enforce") return undefined;
      const { action, resource } = attempt;
      journal.record("iam", "denied", {
        roleArn: principal.roleArn ?? principal.arn,
        principalArn: principal.arn,
        action,
        resource: everyConnection(resource),
        decision,
        ...placeOf({ statement }, role),
        ...(decision === "implicitDeny" && { leastPolicy: leastPolicy(action, resource) }),
        unknownPolicies,
        enforced: true,
      });
      return accessDeniedMessage({ principal: principal.arn, ...attempt, decision, byBoundary });
    },
  };
}

/** Response to a request whose signature is missing or refused. */
export function signatureResponse({ code }: ServiceError): GatewayResponse {
  const cause = code === "MissingAuthenticationTokenException" ? "missingToken" : "invalidSignature";
  return gatewayResponse(cause, `the signature is refused: ${code}`);
}
