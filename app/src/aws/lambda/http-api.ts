import { httpOperations, PROBLEMS, type Problem } from "@portcullis/contract";
import type { Identity } from "../../core/tokens/identity.ts";
import { identityFromContext } from "./authorizer-result.ts";

/** An event of the HTTP API (payload format 2.0), as far as the handlers read it. */
export interface HttpEvent {
  /** Names in small letters, several headers of one name joined with commas. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
  readonly pathParameters?: Readonly<Record<string, string | undefined>>;
  readonly requestContext: {
    readonly requestId: string;
    /** The authorizer's context. */
    readonly authorizer?: { readonly lambda?: Readonly<Record<string, unknown>> };
  };
}

/** Gives the identity of whoever asks. Throws when no authorizer has said so: there is no route without it. */
export function callerOf({ requestContext }: HttpEvent): Identity {
  return identityFromContext(requestContext.authorizer?.lambda);
}

/** API Gateway encodes bodies whose content type it does not take for text. */
export function bodyOf({ body = "", isBase64Encoded = false }: HttpEvent): string {
  return isBase64Encoded ? Buffer.from(body, "base64").toString() : body;
}

/** The answer of an operation: its own status, or that of what is wrong. */
export function answerOf(
  operation: keyof typeof httpOperations,
  body: object | Problem,
  headers: Readonly<Record<string, string>> = {},
) {
  if (isProblem(body)) return respond(PROBLEMS[body.code].status, body, headers);
  return respond(httpOperations[operation].status, body, headers);
}

export const isProblem = (body: object): body is Problem => "code" in body;

/** Answers are about one user, and tickets are secrets: nothing in between may keep them. */
function respond(statusCode: number, body: object, headers: Readonly<Record<string, string>>) {
  return {
    statusCode,
    headers: { "content-type": "application/json", "cache-control": "no-store", ...headers },
    body: JSON.stringify(body),
  };
}
