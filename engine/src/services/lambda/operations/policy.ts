import { ServiceError } from "../../../kernel/errors.ts";
import type { StackIdentity, StackResource } from "../../../template/model.ts";
import type { ApiCall, HttpReply } from "../../../wire/http.ts";
import type { Functions } from "../functions/functions.ts";
import { policyStatement } from "../permission.ts";
import type { PermissionProperties } from "../resource-types.ts";
import { jsonReply } from "./json-reply.ts";
import { revisionOf } from "./revision.ts";

const LATEST = /:\$LATEST$/;

/** The resource policy of a function, or of one version or alias, from the template's permissions. */
export function getPolicy(
  functions: Functions,
  permissions: readonly StackResource<PermissionProperties>[],
  stack: StackIdentity,
): (call: ApiCall) => HttpReply {
  const statements = permissions.map(({ physicalId: Sid, properties }) => ({
    Sid,
    ...policyStatement(properties, stack),
  }));
  return ({ input: { FunctionName, Qualifier } }) => {
    const { arn } = functions.find(String(FunctionName), Qualifier === undefined ? undefined : String(Qualifier));
    const Statement = statements.filter(({ Resource }) => Resource === arn.replace(LATEST, ""));
    if (Statement.length === 0)
      throw new ServiceError("ResourceNotFoundException", "The resource you requested does not exist.", {
        status: 404,
        members: { Type: "User" },
      });
    const Policy = JSON.stringify({ Version: "2012-10-17", Id: "default", Statement });
    return jsonReply(200, { Policy, RevisionId: revisionOf(Policy) });
  };
}
