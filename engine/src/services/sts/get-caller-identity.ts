import type { Operation } from "../../wire/http.ts";
import { principalIdOf } from "../contract/principal-id.ts";
import type { ServiceContext } from "../contract/service.ts";

export const getCallerIdentity =
  ({ stack }: ServiceContext): Operation =>
  ({ principal }) => ({ UserId: principalIdOf(principal.arn), Account: stack.accountId, Arn: principal.arn });
