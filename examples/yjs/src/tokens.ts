import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { jwtVerify, SignJWT } from "jose";
import * as z from "zod";

const command = new GetSecretValueCommand({ SecretId: process.env.SECRET_ARN });
const { SecretString } = await new SecretsManagerClient().send(command);
const secret = new TextEncoder().encode(SecretString);

const RULES = { algorithms: ["HS256"], audience: "yjs", requiredClaims: ["exp"] };

const Claims = z.object({ sub: z.string(), docs: z.array(z.string()) });

interface Handshake {
  readonly headers: Readonly<Record<string, string>>;
  readonly queryStringParameters: { readonly doc: string };
  readonly methodArn: string;
}

/** Lets those in who offer the subprotocols `yjs` and a valid token, to the documents that it names. */
export async function authorize({ headers, queryStringParameters: { doc }, methodArn }: Handshake) {
  const [, token = ""] = headers["Sec-WebSocket-Protocol"]?.split(",").map((protocol) => protocol.trim()) ?? [];
  const { sub, docs } = await claimsOf(token).catch(() => {
    throw new Error("Unauthorized"); // API Gateway makes 401 of this very word.
  });
  const Effect = docs.includes(doc) ? "Allow" : "Deny"; // which makes 403
  const Statement = [{ Action: "execute-api:Invoke", Effect, Resource: methodArn }];
  // Each later message of the connection has the context with it.
  return { principalId: sub, policyDocument: { Version: "2012-10-17", Statement }, context: { doc } };
}

const claimsOf = async (token: string) => Claims.parse((await jwtVerify(token, secret, RULES)).payload);

/** `{user, docs}` gets a token for these documents for an hour. */
export const create = ({ user, docs = [] }: { readonly user: string; readonly docs?: readonly string[] }) =>
  new SignJWT({ docs })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(user)
    .setAudience(RULES.audience)
    .setExpirationTime("1h")
    .sign(secret);
