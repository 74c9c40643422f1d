import { createHmac, timingSafeEqual } from "node:crypto";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

const command = new GetSecretValueCommand({ SecretId: process.env.SECRET_ARN });
const { SecretString: secret } = await new SecretsManagerClient().send(command);

const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const sign = (text) => createHmac("sha256", secret).update(text).digest();

/** Lets those in who have a token (a JWT, HS256) of the secret's that has not expired; all else is answered with 401. */
export async function authorize({ queryStringParameters: { token }, methodArn }) {
  const [header, claims, signature = ""] = token.split(".");
  const [expected, given] = [sign(`${header}.${claims}`), Buffer.from(signature, "base64url")];
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new Error("Unauthorized");
  const { sub, exp } = JSON.parse(Buffer.from(claims, "base64url"));
  if (typeof sub !== "string" || !(exp * 1000 > Date.now())) throw new Error("Unauthorized");
  const Statement = [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: methodArn }];
  return { principalId: sub, policyDocument: { Version: "2012-10-17", Statement }, context: { user: sub } };
}

/** `{user}` gets a token for an hour. */
export async function create({ user }) {
  const text = `${encode({ alg: "HS256", typ: "JWT" })}.${encode({ sub: user, exp: Math.floor(Date.now() / 1000) + 3600 })}`;
  return `${text}.${sign(text).toString("base64url")}`;
}
