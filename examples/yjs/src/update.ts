import { decodeUpdate } from "yjs";
import * as z from "zod";
import { addUpdate, connectionsOf } from "./documents.ts";
import { type SocketEvent, send } from "./sockets.ts";

/** A frame has at most 32 KB on API Gateway. https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html */
const MOST_CHARACTERS = 30_000;

const Update = z.strictObject({
  action: z.literal("update"),
  update: z.base64().max(MOST_CHARACTERS).refine(isUpdate, "This is no update of Yjs."),
});

/** Keeps an update, and sends it to all others who write the document. */
export async function handler({ body, requestContext: { connectionId, authorizer } }: SocketEvent) {
  const { doc } = authorizer;
  const { data, error } = Update.safeParse(JSON.parse(body));
  if (error) {
    await send(doc, connectionId, { error: error.issues[0]?.message });
    return { statusCode: 200 };
  }
  await addUpdate(doc, data.update);
  const others: Promise<void>[] = [];
  for await (const other of connectionsOf(doc))
    if (other !== connectionId) others.push(send(doc, other, { update: data.update }));
  await Promise.all(others);
  return { statusCode: 200 };
}

/** Tells whether Yjs can read it: one that it cannot read would fail at everybody's. */
function isUpdate(text: string): boolean {
  try {
    decodeUpdate(Buffer.from(text, "base64"));
    return true;
  } catch {
    return false;
  }
}
