import { parseArn } from "../../kernel/arn.ts";
import { ServiceError } from "../../kernel/errors.ts";
import { ANY_CHARACTER, ANY_RUN, compileWildcard, literalPlaces } from "../../kernel/wildcard.ts";
import type { StackIdentity } from "../../template/model.ts";
import type { Caller } from "../service.ts";
import { parseFunctionReference } from "./function-reference.ts";
import type { ResolvedFunction } from "./functions.ts";
import type { PermissionProperties } from "./resources.ts";

/** Refuses a caller that may not invoke the function. */
export type CheckPermission = (resolved: ResolvedFunction, from: Caller) => void;

const INVOKE_ACTIONS: readonly string[] = ["lambda:InvokeFunction", "lambda:*", "*"];

const LATEST = "$LATEST";

/** `*` stands for any characters and `?` for one. */
const places = (pattern: string) =>
  pattern
    .split(/([*?])/)
    .flatMap((part) => (part === "*" ? [ANY_RUN] : part === "?" ? [ANY_CHARACTER] : literalPlaces(part)));

const matchesWildcards = (pattern: string, text: string) => compileWildcard(places(pattern))(text);

/** IAM's ArnLike: part by part, so that a wildcard does not reach over a colon into the account. */
export function arnMatches(pattern: string, arn: string): boolean {
  const wanted = parseArn(pattern);
  const given = parseArn(arn);
  if (!wanted || !given) return false;
  const parts = ["partition", "service", "region", "accountId", "resource"] as const;
  return parts.every((part) => matchesWildcards(wanted[part], given[part]));
}

function isFor(permission: PermissionProperties, { target, qualifier = LATEST }: ResolvedFunction): boolean {
  const reference = parseFunctionReference(permission.FunctionName);
  return reference?.name === target.configuration.name && (reference.qualifier ?? LATEST) === qualifier;
}

function admits(permission: PermissionProperties, from: Caller, accountId: string): boolean {
  const { Action, Principal, SourceArn, SourceAccount, PrincipalOrgID, EventSourceToken } = permission;
  // Nobody here belongs to an organization or holds a token, so these conditions cannot be met.
  if (PrincipalOrgID !== undefined || EventSourceToken !== undefined) return false;
  if (!INVOKE_ACTIONS.includes(Action)) return false;
  if (Principal !== "*" && Principal !== from.principal) return false;
  if (SourceAccount !== undefined && SourceAccount !== accountId) return false;
  return SourceArn === undefined || (from.sourceArn !== undefined && arnMatches(SourceArn, from.sourceArn));
}

/** A service needs a statement in the function's resource policy; a principal of the account does not. */
const needsPermission = ({ principal }: Caller) => principal.endsWith(".amazonaws.com");

/** The one check of resource policies: what is not granted by an `AWS::Lambda::Permission` is refused. */
export function createPermissionCheck(
  permissions: readonly PermissionProperties[],
  { accountId }: Pick<StackIdentity, "accountId">,
): CheckPermission {
  return (resolved, from) => {
    if (!needsPermission(from)) return;
    const own = permissions.filter((permission) => isFor(permission, resolved));
    if (own.some((permission) => admits(permission, from, accountId))) return;
    throw new ServiceError(
      "AccessDeniedException",
      `${from.principal} is not authorized to perform: lambda:InvokeFunction on resource: ${resolved.arn} because no resource-based policy allows the lambda:InvokeFunction action${from.sourceArn ? ` for ${from.sourceArn}` : ""}`,
      { status: 403 },
    );
  };
}
