import { updatesOf } from "./documents.ts";
import { type SocketEvent, send } from "./sockets.ts";

/** Sends all that was written so far. What others write meanwhile comes as well, and twice does no harm. */
export async function handler({ requestContext: { connectionId, authorizer } }: SocketEvent) {
  for await (const update of updatesOf(authorizer.doc)) await send(authorizer.doc, connectionId, { update });
  await send(authorizer.doc, connectionId, { opened: authorizer.doc });
  return { statusCode: 200 };
}
