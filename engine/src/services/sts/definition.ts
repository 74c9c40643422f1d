import type { ServiceDefinition } from "../contract/service.ts";
import { accessOf } from "./access.ts";
import { assumeRole } from "./assume-role.ts";
import { getCallerIdentity } from "./get-caller-identity.ts";
import { getSessionToken } from "./get-session-token.ts";

/** STS: who calls, and credentials of roles. */
export const sts: ServiceDefinition = {
  name: "sts",
  protocols: [{ kind: "query", namespace: "https://sts.amazonaws.com/doc/2011-06-15/" }],
  resourceTypes: {},
  create: (context) => ({
    access: (call) => accessOf(call, context),
    operations: {
      AssumeRole: assumeRole(context),
      GetCallerIdentity: getCallerIdentity(context),
      GetSessionToken: getSessionToken(context),
    },
    [Symbol.asyncDispose]: async () => undefined,
  }),
};
