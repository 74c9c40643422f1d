import type { Operation } from "../../wire/http.ts";
import type { ServiceContext } from "../service.ts";
import { principalIdOf } from "../principal-id.ts";

export const getCallerIdentity =
  ({ stack }: ServiceContext): Operation =>
  ({ principal }) => ({ UserId: principalIdOf(principal.arn), Account: stack.accountId, Arn: principal.arn });
