import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { jwtVerify, SignJWT } from "jose";

const command = new GetSecretValueCommand({ SecretId: process.env.SECRET_ARN });
const { SecretString } = await new SecretsManagerClient().send(command);
const secret = new TextEncoder().encode(SecretString);

const RULES = { algorithms: ["HS256"], audience: "graphql", requiredClaims: ["sub", "exp"] };

interface Handshake {
  readonly headers: Readonly<Record<string, string>>;
  readonly methodArn: string;
}

/** Lets those in who offer the subprotocols `graphql-transport-ws` and a valid token; all else is answered with 401. */
export async function authorize({ headers, methodArn }: Handshake) {
  const [, token = ""] = headers["Sec-WebSocket-Protocol"]?.split(",").map((protocol) => protocol.trim()) ?? [];
  const { payload } = await jwtVerify(token, secret, RULES).catch(() => {
    throw new Error("Unauthorized"); // API Gateway makes 401 of this very word.
  });
  const Statement = [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: methodArn }];
  return { principalId: payload.sub, policyDocument: { Version: "2012-10-17", Statement } };
}

/** `{user}` gets a token for an hour. */
export const create = ({ user }: { readonly user: string }) =>
  new SignJWT({})
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(user)
    .setAudience(RULES.audience)
    .setExpirationTime("1h")
    .sign(secret);
