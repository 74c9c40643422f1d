import { parsePolicyDocument } from "../../../../iam/index.ts";
import { messageOf } from "../../../../kernel/errors.ts";
import { isObject, listOf } from "../../../../template/plain-data.ts";
import type { ResourcePolicy } from "./model.ts";
import { executeApiArn, type StageScope } from "./scope.ts";

type Scope = Pick<StageScope, "stack" | "apiId">;

/** Reads the policy of a REST API: a map or JSON text. In it `execute-api:/…` stands for this API's own ARN. */
export function compileResourcePolicy(policy: unknown, scope: Scope): ResourcePolicy | undefined {
  if (policy === undefined) return undefined;
  try {
    const document: unknown = typeof policy === "string" ? JSON.parse(policy) : policy;
    return parsePolicyDocument(withArns(document, scope), { kind: "resource" });
  } catch (error) {
    return messageOf(error);
  }
}

function withArns(document: unknown, scope: Scope): unknown {
  if (!isObject(document)) return document;
  const statements = listOf(document.Statement).map((statement) => {
    if (!isObject(statement)) return statement;
    const own = Object.entries(statement).filter(([key]) => key === "Resource" || key === "NotResource");
    return { ...statement, ...Object.fromEntries(own.map(([key, value]) => [key, arnsOf(value, scope)])) };
  });
  return { ...document, Statement: statements };
}

const arnsOf = (resources: unknown, { stack, apiId }: Scope) =>
  listOf(resources).map((resource) =>
    typeof resource === "string" && resource.startsWith("execute-api:/")
      ? executeApiArn(stack, resource.replace("execute-api:", apiId))
      : resource,
  );
