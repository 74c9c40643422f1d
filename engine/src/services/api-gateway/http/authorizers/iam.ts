import { requestConditions } from "../../../../iam/index.ts";
import { readCredentialScope } from "../../../../wire/sigv4.ts";
import { type Access, signatureResponse } from "../../access.ts";
import { gatewayResponse } from "../../gateway-responses.ts";
import { type AuthorizerResult, type GatewayRequest, type IamIdentity, methodArn } from "../request.ts";

export interface IamDependencies {
  /** Of API Gateway, and of the URLs of functions, whose signatures are Lambda's. */
  readonly access: Readonly<Record<"execute-api" | "lambda", Access>>;
}

/** `AWS_IAM`: the request has to be signed by somebody who may invoke the route. */
export function checkCaller(request: GatewayRequest, { access }: IamDependencies): AuthorizerResult {
  const { http, stage, route, time } = request;
  const isUrl = stage.api.type === "function-url";
  const signature = access[isUrl ? "lambda" : "execute-api"].identify(http);
  if (!signature.ok) return signatureResponse(signature.error);
  const { principal } = signature;
  const denial = access[isUrl ? "lambda" : "execute-api"].deny({
    principal,
    action: isUrl ? "lambda:InvokeFunctionUrl" : "execute-api:Invoke",
    resource: isUrl && route.integration.type === "function" ? route.integration.functionArn : methodArn(request),
    context: requestConditions({ sourceIp: http.remoteAddress, userAgent: http.headers["user-agent"], time }),
  });
  if (denial) return gatewayResponse("forbidden", denial);
  return { iam: identityOf(principal.arn, readCredentialScope(http)?.accessKeyId ?? "") };
}

const identityOf = (userArn: string, accessKey: string): IamIdentity => ({
  accessKey,
  accountId: userArn.split(":")[4] ?? "",
  callerId: userArn,
  userArn,
  userId: userArn,
});
