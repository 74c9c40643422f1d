import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { type TestEngine, useEngine } from "portcullis/vitest";

export interface Frame {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** The app around the tests of a file. Tokens are signed with the stack's own secret here, whoever signs them on AWS. */
export const useApp = () =>
  useEngine({ template: "template.yaml", parameters: { JwksUri: "", TestTools: "true", EventBusName: "default" } });

/** A token for a test user, or for another one. */
export async function tokenFor(app: TestEngine, userId = "myuserid"): Promise<string> {
  const { result } = await app.invoke("CreateTestJwt", { userId });
  return (result as { authToken: string }).authToken;
}

/** A connection of a user, who may come with a ticket in place of a token. */
export const connect = (app: TestEngine, token: string) => app.connect<Frame>({ protocols: ["websocket", token] });

/** Puts an event on the bus, as a service of yours does. */
export async function publish(app: TestEngine, detailType: string, detail: object): Promise<void> {
  const events = new EventBridgeClient(app.sdk);
  const entry = { Source: "portcullis", DetailType: detailType, Detail: JSON.stringify(detail) };
  await events.send(new PutEventsCommand({ Entries: [entry] }));
}
