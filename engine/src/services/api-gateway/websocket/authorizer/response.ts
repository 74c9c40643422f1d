import { z } from "zod";

/** 8 KB (§3); the failure of a larger answer is not documented, for REST APIs it is 500. */
const LARGEST_RESPONSE_BYTES = 8 * 1024;

const schema = z.object({
  principalId: z.string().min(1),
  policyDocument: z.record(z.string(), z.unknown()),
  // AWS takes no objects or lists here: they cannot become `$context.authorizer.x`.
  context: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).nullish(),
  usageIdentifierKey: z.string().nullish(),
});

export interface AuthorizerResponse {
  readonly policyDocument: Readonly<Record<string, unknown>>;
  /** `requestContext.authorizer`: `principalId`, then the context with its values as strings (§11). */
  readonly authorizer: Readonly<Record<string, string>>;
  readonly usageIdentifierKey: string | undefined;
}

/** Reads what an authorizer function returned; a text that says what is wrong when it is not what AWS asks for. */
export function parseAuthorizerResponse(payload: string): AuthorizerResponse | string {
  if (Buffer.byteLength(payload) > LARGEST_RESPONSE_BYTES) return "the response is larger than 8 KB";
  const parsed = schema.safeParse(parseJson(payload));
  if (!parsed.success) return describe(parsed.error.issues);
  const { principalId, policyDocument, context, usageIdentifierKey } = parsed.data;
  const values = Object.entries(context ?? {}).map(([key, value]) => [key, String(value)] as const);
  return {
    policyDocument,
    authorizer: Object.fromEntries([["principalId", principalId], ...values, ["principalId", principalId]]),
    usageIdentifierKey: usageIdentifierKey ?? undefined,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const describe = (issues: readonly z.core.$ZodIssue[]) =>
  `the response is malformed: ${issues.map(({ path, message }) => `${path.join(".") || "it"}: ${message}`).join("; ")}`;
