import { principalIdOf } from "../contract/principal-id.ts";
import type { ServiceDefinition } from "../contract/service.ts";
import { accessOf } from "./access.ts";
import { assumeRole } from "./assume-role.ts";
import { getSessionToken } from "./get-session-token.ts";

/** STS: the caller's identity, and credentials of roles. */
export const sts: ServiceDefinition = {
  name: "sts",
  title: "STS",
  protocols: [{ kind: "query", namespace: "https://sts.amazonaws.com/doc/2011-06-15/" }],
  resourceTypes: {},
  create: (context) => ({
    access: (call) => accessOf(call, context),
    operations: {
      AssumeRole: assumeRole(context),
      GetCallerIdentity: ({ principal }) => ({
        UserId: principalIdOf(principal.arn),
        Account: context.stack.accountId,
        Arn: principal.arn,
      }),
      GetSessionToken: getSessionToken(context),
    },
    [Symbol.asyncDispose]: async () => undefined,
  }),
};
