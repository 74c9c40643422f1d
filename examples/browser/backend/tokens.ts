import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { ORDER, type UserId } from "../shared/shop.ts";

/**
 * Returns a token for a user, from the function that the stack has for tests. In production your identity provider gives
 * tokens, and this file is gone. Either way no page ever sees the key that signs them.
 */
export async function createToken(lambda: LambdaClient, userId: UserId): Promise<string> {
  const request = { userId, sub: userId, permissions: [ORDER], expiresInSeconds: 15 * 60 };
  const command = new InvokeCommand({ FunctionName: "CreateTestJwt", Payload: JSON.stringify(request) });
  const { Payload, FunctionError } = await lambda.send(command);
  const answer = Buffer.from(Payload ?? []).toString();
  if (FunctionError) throw new Error(answer);
  return JSON.parse(answer).authToken;
}
