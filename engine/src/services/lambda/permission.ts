import { evaluate, parsePolicyDocument, type Statement } from "../../iam/index.ts";
import { ServiceError } from "../../kernel/errors.ts";
import { parseArn } from "../../languages/arn.ts";
import type { StackIdentity } from "../../template/model.ts";
import type { Caller } from "../contract/targets.ts";
import { functionArn, parseFunctionReference } from "./configuration/function-reference.ts";
import type { ResolvedFunction } from "./functions/functions.ts";
import type { PermissionProperties } from "./resource-types.ts";

/** Refuses a caller that may not invoke the function. */
export type CheckPermission = (resolved: ResolvedFunction, from: Caller) => void;

const LATEST = "$LATEST";

/** Property of a permission → condition of the statement that Lambda makes of it. */
const CONDITIONS = {
  SourceArn: ["ArnLike", "aws:SourceArn"],
  SourceAccount: ["StringEquals", "aws:SourceAccount"],
  PrincipalOrgID: ["StringEquals", "aws:PrincipalOrgID"],
  EventSourceToken: ["StringEquals", "lambda:EventSourceToken"],
  FunctionUrlAuthType: ["StringEquals", "lambda:FunctionUrlAuthType"],
} as const satisfies Partial<Record<keyof PermissionProperties, readonly [operator: string, key: string]>>;

/** A permission for a version or an alias is for that only; one without a qualifier is for `$LATEST`. */
function resourceOf(reference: string, stack: StackIdentity): string {
  const { name, qualifier } = parseFunctionReference(reference) ?? { name: reference };
  return functionArn(stack, { name, qualifier: qualifier === LATEST ? undefined : qualifier });
}

function principalOf(principal: string) {
  if (principal === "*") return principal;
  return { [principal.endsWith(".amazonaws.com") ? "Service" : "AWS"]: principal };
}

function conditionOf(permission: PermissionProperties) {
  const condition: Record<string, Record<string, string>> = {};
  for (const [property, [operator, key]] of Object.entries(CONDITIONS)) {
    const value = permission[property as keyof typeof CONDITIONS];
    if (value !== undefined) condition[operator] = { ...condition[operator], [key]: value };
  }
  return condition;
}

/** A statement of a function's resource policy, as a policy's document has it. */
export interface PolicyStatement {
  readonly Effect: "Allow";
  readonly Principal: string | Readonly<Record<string, string>>;
  readonly Action: string;
  /** The function's ARN, with the version or alias that it is for. */
  readonly Resource: string;
  readonly Condition: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The statement that `AWS::Lambda::Permission` adds to a function's resource policy. */
export const policyStatement = (permission: PermissionProperties, stack: StackIdentity): PolicyStatement => ({
  Effect: "Allow",
  Principal: principalOf(permission.Principal),
  Action: permission.Action,
  Resource: resourceOf(permission.FunctionName, stack),
  Condition: conditionOf(permission),
});

/** The same, ready to be evaluated. Throws what IAM would refuse. */
export const permissionStatements = (permission: PermissionProperties, stack: StackIdentity): readonly Statement[] =>
  parsePolicyDocument({ Version: "2012-10-17", Statement: [policyStatement(permission, stack)] }, { kind: "resource" });

/** A service needs a statement in the function's resource policy; a principal of the account does not. */
const needsPermission = ({ principal }: Caller) => principal.endsWith(".amazonaws.com");

const MOST_REMEMBERED = 1_000;

/** The one check of functions' resource policies: what no statement allows is refused. */
export function createPermissionCheck(statements: readonly Statement[], stack: StackIdentity): CheckPermission {
  // The same callers call again and again, and it depends on nothing else.
  const allowed = new Set<string>();

  return ({ arn }, from) => {
    if (!needsPermission(from)) return;
    const key = JSON.stringify([arn, from.principal, from.sourceArn]);
    if (allowed.has(key)) return;
    require(arn, from);
    if (allowed.size >= MOST_REMEMBERED) allowed.clear();
    allowed.add(key);
  };

  function require(arn: string, { principal, sourceArn }: Caller): void {
    const context = {
      "aws:PrincipalIsAWSService": true,
      // Some ARNs (a bucket's) have no account; what calls here is of this one.
      "aws:SourceAccount": parseArn(sourceArn ?? "")?.accountId || stack.accountId,
      ...(sourceArn !== undefined && { "aws:SourceArn": sourceArn }),
    };
    const resource = resourceOf(arn, stack);
    const { decision } = evaluate({ statements, action: "lambda:InvokeFunction", resource, principal, context });
    if (decision !== "allow") throw denied(principal, resource, sourceArn);
  }
}

const denied = (principal: string, resource: string, sourceArn = "any source") =>
  new ServiceError(
    "AccessDeniedException",
    `User: ${principal} is not authorized to perform: lambda:InvokeFunction on resource: ${resource} because no resource-based policy allows the lambda:InvokeFunction action for ${sourceArn}`,
    { status: 403 },
  );
