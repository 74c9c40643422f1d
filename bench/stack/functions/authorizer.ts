import { jwtVerify } from "jose";

interface AuthorizerEvent {
  readonly methodArn: string;
  readonly headers: Readonly<Record<string, string>>;
}

const secret = new TextEncoder().encode(process.env.JWT_SECRET);

export const handler = async ({ headers, methodArn }: AuthorizerEvent) => {
  const { payload } = await jwtVerify(headers.Authorization ?? "", secret, { algorithms: ["HS256"] });
  const Statement = [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: methodArn }];
  return { principalId: payload.sub, policyDocument: { Version: "2012-10-17", Statement }, context: { of: "bench" } };
};
