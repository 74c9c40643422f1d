import { ServiceError } from "../kernel/errors.ts";
import { accessDeniedMessage, type Denial } from "./explain.ts";

interface DeniedError {
  readonly code: string;
  readonly status: number;
  /** The code in the Query protocol, where it differs. */
  readonly queryCode?: string;
  /** Writes an action as the service's message does. */
  readonly spell?: (action: string) => string;
}

const FORBIDDEN: DeniedError = { code: "AccessDeniedException", status: 403 };

/** Services whose JSON protocol answers every error of the caller with 400. */
const BAD_REQUEST: DeniedError = { code: "AccessDeniedException", status: 400 };

/** Refusals as callers of each service see them; where it is not listed, as API Gateway and Lambda do it. */
const DENIED_ERRORS: Readonly<Record<string, DeniedError>> = {
  dynamodb: BAD_REQUEST,
  events: BAD_REQUEST,
  secretsmanager: BAD_REQUEST,
  ssm: BAD_REQUEST,
  sns: { code: "AuthorizationError", status: 403, spell: (action) => action.replace(/^sns/, "SNS") },
  sqs: {
    code: "AccessDeniedException",
    status: 403,
    queryCode: "AccessDenied",
    spell: (action) => action.toLowerCase(),
  },
  sts: { code: "AccessDenied", status: 403 },
};

/** The error with which a service refuses a caller, in AWS's words. */
export function deniedError(serviceName: string, denial: Denial): ServiceError {
  const row = Object.hasOwn(DENIED_ERRORS, serviceName) ? DENIED_ERRORS[serviceName] : undefined;
  const { code, status, queryCode, spell = String } = row ?? FORBIDDEN;
  const message = accessDeniedMessage({ ...denial, action: spell(denial.action) });
  return new ServiceError(code, message, queryCode === undefined ? { status } : { status, queryCode });
}
