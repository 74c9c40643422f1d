import {
  type AccessRequest,
  type AccessRow,
  accessByOperation,
  each,
  listOf,
  type OperationCall,
  recordOf,
  textOf,
} from "../../iam/index.ts";
import type { Principal } from "../../wire/principal.ts";
import type { ServiceContext } from "../contract/service.ts";
import { findRole } from "./assume-role.ts";

type Context = Pick<ServiceContext, "stack"> & { readonly principal: Principal };
type Row = AccessRow<Context>;

/** Within an account a trust policy that names the caller's own role is enough; one that names the account is not. */
const assumeRole: Row = ({ RoleArn }, context) =>
  trustsByName(textOf(RoleArn), context) ? [] : [{ resource: textOf(RoleArn) }];

function trustsByName(roleArn: string, { stack, principal }: Context): boolean {
  const { Statement } = recordOf(findRole(roleArn, stack)?.properties.AssumeRolePolicyDocument);
  const named = [Statement].flat().flatMap(trustedPrincipals);
  return named.includes(principal.arn) || (principal.roleArn !== undefined && named.includes(principal.roleArn));
}

function trustedPrincipals(statement: unknown): readonly string[] {
  const { Effect, Principal } = recordOf(statement);
  const { AWS } = recordOf(Principal);
  return Effect === "Allow" ? [textOf(AWS), ...listOf(AWS).map(textOf)] : [];
}

/**
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
 * No policy is needed to learn who one is, nor for a session of one's own.
 */
const requests = accessByOperation<Context>("sts", {
  ...each(["GetCallerIdentity", "GetSessionToken"], () => []),
  AssumeRole: assumeRole,
});

/** Permissions that a call needs, beside the trust policy of the role that it assumes. */
export const accessOf = (
  call: OperationCall & { readonly principal: Principal },
  { stack }: Pick<ServiceContext, "stack">,
): readonly AccessRequest[] => requests(call, { stack, principal: call.principal });
