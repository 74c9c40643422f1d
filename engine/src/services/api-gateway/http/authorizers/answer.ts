import { z } from "zod";
import { evaluate, parsePolicyDocument, requestConditions, type Statement } from "../../../../iam/index.ts";
import { ServiceError } from "../../../../kernel/errors.ts";
import type { LambdaAuthorizer } from "../configuration/model.ts";
import type { GatewayRequest } from "../request.ts";
import { type Admission, methodArn, type Refusal, refusal } from "./admission.ts";

/** 512 characters; policies with longer ones are not valid. */
const LONGEST_RESOURCE = 512;

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const simpleAnswer = z.object({
  isAuthorized: z.boolean(),
  context: z.record(z.string(), z.unknown()).nullish(),
});

const policyAnswer = z.object({
  principalId: z.string().min(1),
  policyDocument: z.record(z.string(), z.unknown()),
  context: z.record(z.string(), z.unknown()).nullish(),
  usageIdentifierKey: z.string().nullish(),
});

/** REST APIs take no lists or maps here: they cannot become `$context.authorizer.x`. */
const restAnswer = policyAnswer.extend({ context: z.record(z.string(), scalar).nullish() });

/** What an authorizer said, for as long as it is remembered. It is asked anew for each request. */
export type Verdict = (request: GatewayRequest) => Admission;

/** Reads what an authorizer's function returned. A refusal when it is not what AWS asks for. */
export function parseAnswer(payload: string, authorizer: LambdaAuthorizer, isRest: boolean): Verdict | Refusal {
  const value = parseJson(payload);
  return authorizer.simpleResponses ? parseSimple(value) : parsePolicy(value, isRest);
}

const malformed = (what: string) => refusal("authorizerFailed", `its answer is malformed: ${what}`);

function parseSimple(value: unknown): Verdict | Refusal {
  const parsed = simpleAnswer.safeParse(value);
  if (!parsed.success) return malformed(describe(parsed.error));
  const { isAuthorized, context } = parsed.data;
  if (!isAuthorized) return () => refusal("denied", "it answered that the request is not authorized");
  return () => ({ lambda: { principalId: undefined, context: context ?? undefined } });
}

function parsePolicy(value: unknown, isRest: boolean): Verdict | Refusal {
  const parsed = (isRest ? restAnswer : policyAnswer).safeParse(value);
  if (!parsed.success) return malformed(describe(parsed.error));
  const { principalId, policyDocument, context, usageIdentifierKey } = parsed.data;
  const statements = parseStatements(policyDocument);
  if (typeof statements === "string") return malformed(statements);
  const identity = {
    lambda: { principalId, context: context ?? undefined },
    ...(usageIdentifierKey && { usageIdentifierKey }),
  };
  return (request) => denialBy(statements, request) ?? identity;
}

function parseStatements(document: unknown): readonly Statement[] | string {
  try {
    return parsePolicyDocument(document, { maxResourceLength: LONGEST_RESOURCE });
  } catch (error) {
    if (error instanceof ServiceError) return error.message;
    throw error;
  }
}

function denialBy(statements: readonly Statement[], request: GatewayRequest): Refusal | undefined {
  const action = "execute-api:Invoke";
  const resource = methodArn(request);
  const { http, time } = request;
  const origin = { sourceIp: http.remoteAddress, userAgent: http.headers["user-agent"], time };
  const { decision, statement } = evaluate({ statements, action, resource, context: requestConditions(origin) });
  if (decision === "allow") return undefined;
  return decision === "explicitDeny"
    ? refusal("deniedExplicitly", `its policy denies ${action} on ${resource}: ${JSON.stringify(statement?.element)}`)
    : refusal("denied", `no statement of its policy allows ${action} on ${resource}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const describe = ({ issues }: z.ZodError) =>
  issues.map(({ path, message }) => `${path.join(".") || "it"}: ${message}`).join("; ");
