import type { Operation } from "../../wire/http.ts";
import { principalIdOf } from "../principal-id.ts";
import type { ServiceContext } from "../service.ts";

export const getCallerIdentity =
  ({ stack }: ServiceContext): Operation =>
  ({ principal }) => ({ UserId: principalIdOf(principal.arn), Account: stack.accountId, Arn: principal.arn });
