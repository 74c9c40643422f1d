import { requestConditions } from "../../../../iam/index.ts";
import { readCredentialScope } from "../../../../wire/sigv4.ts";
import type { Access } from "../../access.ts";
import type { GatewayRequest, IamIdentity } from "../request.ts";
import { type Admission, methodArn, refusal } from "./admission.ts";

export interface IamDependencies {
  /** Of API Gateway, and of the URLs of functions, whose signatures are Lambda's. */
  readonly access: Readonly<Record<"execute-api" | "lambda", Access>>;
}

/** `AWS_IAM`: the request has to be signed by somebody who may invoke the route. */
export function checkCaller(request: GatewayRequest, { access }: IamDependencies): Admission {
  const { http, stage, route, time } = request;
  const isUrl = stage.api.dialect.name === "function-url";
  const signature = access[isUrl ? "lambda" : "execute-api"].identify(http);
  if (!signature.ok) return refusal("forbidden", `the signature is refused: ${signature.error.code}`);
  const { principal } = signature;
  const denial = access[isUrl ? "lambda" : "execute-api"].deny({
    principal,
    action: isUrl ? "lambda:InvokeFunctionUrl" : "execute-api:Invoke",
    resource: isUrl && route.integration.type === "function" ? route.integration.functionArn : methodArn(request),
    context: requestConditions({ sourceIp: http.remoteAddress, userAgent: http.headers["user-agent"], time }),
  });
  if (denial) return refusal("forbidden", denial);
  return { iam: identityOf(principal.arn, readCredentialScope(http)?.accessKeyId ?? "") };
}

const identityOf = (userArn: string, accessKey: string): IamIdentity => ({
  accessKey,
  accountId: userArn.split(":")[4] ?? "",
  callerId: userArn,
  userArn,
  userId: userArn,
});
