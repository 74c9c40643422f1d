import { type Decision, evaluate, parsePolicyDocument, type Statement } from "../../../../iam/index.ts";
import { ServiceError } from "../../../../kernel/errors.ts";
import { accessContext } from "../access-context.ts";
import type { GatewayRequest } from "../event/request.ts";

/** 512 characters (§3.1). */
const LONGEST_RESOURCE = 512;

export interface PolicyDenial {
  readonly kind: "forbidden" | "internal";
  readonly reason: string;
}

/** Whether an authorizer's policy lets a client connect: undefined if it does. */
export function evaluateAuthorizerPolicy(document: unknown, request: GatewayRequest): PolicyDenial | undefined {
  const statements = parse(document);
  if (typeof statements === "string") return { kind: "internal", reason: `its policy is malformed: ${statements}` };
  const action = "execute-api:Invoke";
  const resource = `${request.client.stage.arn}/${request.route.key}`;
  const decision = evaluate({ statements, action, resource, context: accessContext(request) });
  return decision.decision === "allow"
    ? undefined
    : { kind: "forbidden", reason: describe(decision, `${action} on ${resource}`) };
}

function parse(document: unknown): readonly Statement[] | string {
  try {
    return parsePolicyDocument(document, { maxResourceLength: LONGEST_RESOURCE });
  } catch (error) {
    if (error instanceof ServiceError) return error.message;
    throw error;
  }
}

const describe = ({ statement }: Decision, what: string) =>
  statement
    ? `its policy denies ${what}: ${JSON.stringify(statement.element)}`
    : `no statement of its policy allows ${what}`;
