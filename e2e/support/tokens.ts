import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetSecretValueCommand, ListSecretsCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { type JWTPayload, SignJWT } from "jose";
import type { System } from "./system.ts";

/** A token from the app's own test function, as the walk gets it. */
export async function createTestJwt(system: System, event: Record<string, unknown> = {}): Promise<string> {
  const client = new LambdaClient(system.sdk);
  const { Payload, FunctionError } = await client.send(
    new InvokeCommand({ FunctionName: "CreateTestJwt", Payload: JSON.stringify(event) }),
  );
  const answer = JSON.parse(Buffer.from(Payload ?? []).toString());
  if (FunctionError) throw new Error(JSON.stringify(answer));
  return answer.authToken;
}

export async function secretArnOf({ sdk }: Pick<System, "sdk">): Promise<string> {
  const { SecretList = [] } = await new SecretsManagerClient(sdk).send(new ListSecretsCommand({}));
  return SecretList[0]?.ARN ?? "";
}

/** The secret that the stack signs with, read as its developer may. */
export async function readSigningSecret(system: Pick<System, "sdk">): Promise<Uint8Array> {
  const client = new SecretsManagerClient(system.sdk);
  const SecretId = await secretArnOf(system);
  const { SecretString = "" } = await client.send(new GetSecretValueCommand({ SecretId }));
  return new TextEncoder().encode(SecretString);
}

const seconds = () => Math.floor(Date.now() / 1000);

/** A well-formed token with these claims, signed with `secret`. */
export function sign(secret: Uint8Array, claims: JWTPayload = {}): Promise<string> {
  return new SignJWT({ sub: "user-1", iat: seconds(), exp: seconds() + 600, ...claims })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .sign(secret);
}

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token that names no algorithm and carries no signature. */
export const unsignedToken = () =>
  `${base64url({ alg: "none", typ: "JWT" })}.${base64url({ sub: "user-1", exp: seconds() + 600 })}.`;
