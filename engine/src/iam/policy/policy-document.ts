import type { z } from "zod";
import { sayIssue } from "../../kernel/words/say-issue.ts";
import { malformed, policyDocumentSchema, type StatementElement } from "./schema.ts";
import { compileStatement, type Statement } from "./statement.ts";

export interface PolicyOptions {
  /** `identity`: of a role or an authorizer, without principals. `resource`: of a queue or a topic, with them. */
  readonly kind?: "identity" | "resource";
  /** Longer resources are refused; an authorizer's may have 512 characters [3.1/resource-length]. */
  readonly maxResourceLength?: number;
}

/**
 * Reads a policy document. Throws `MalformedPolicyDocument` for whatever IAM would refuse, so that nothing doubtful
 * ever allows. A document without statements is taken: it allows nothing.
 */
export function parsePolicyDocument(document: unknown, options: PolicyOptions = {}): readonly Statement[] {
  const parsed = policyDocumentSchema.safeParse(document);
  if (!parsed.success) throw malformed(describe(parsed.error));
  const { Version, Statement } = parsed.data;
  return Statement.map((element) => {
    for (const [rule, message] of RULES) if (!rule(element, options)) throw malformed(message);
    return compileStatement(element, Version === "2012-10-17");
  });
}

function describe(error: z.ZodError): string {
  const [issue] = error.issues;
  const place = issue?.path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("") ?? "";
  return `Syntax errors in policy. ${place.replace(/^\./, "") || "Policy"}: ${issue && sayIssue(issue)}`;
}

type Rule = (element: StatementElement, options: PolicyOptions) => boolean;

const RULES: readonly (readonly [Rule, string])[] = [
  [exactlyOne("Action", "NotAction"), "Policy statement must contain actions."],
  [exactlyOne("Resource", "NotResource"), "Policy statement must contain resources."],
  [
    ({ Principal, NotPrincipal }, { kind }) => kind === "resource" || (Principal ?? NotPrincipal) === undefined,
    "Policy document should not specify a principal.",
  ],
  [
    (element, { kind }) => kind !== "resource" || exactlyOne("Principal", "NotPrincipal")(element),
    "Missing required field Principal",
  ],
  [
    ({ Resource, NotResource }, { maxResourceLength = Number.POSITIVE_INFINITY }) =>
      [...(Resource ?? []), ...(NotResource ?? [])].every((resource) => resource.length <= maxResourceLength),
    "A resource is longer than allowed.",
  ],
];

function exactlyOne(one: keyof StatementElement, other: keyof StatementElement) {
  return (element: StatementElement) => (element[one] === undefined) !== (element[other] === undefined);
}
