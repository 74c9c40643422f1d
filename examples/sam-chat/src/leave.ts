import * as z from "zod";
import { move, remove } from "./connections.ts";
import { onMessage, type SocketEvent, senderOf } from "./messages.ts";
import { tell } from "./sockets.ts";

const Leave = z.strictObject({ action: z.literal("leave") });

export const handler = onMessage(Leave, async (_message, { connectionId, user }) => {
  const room = await move(connectionId);
  if (room !== undefined) await tell(room, { type: "left", room, user });
});

/** Comes as a rule when a connection ends, and now and then not at all: the table's TTL does the rest. */
export async function disconnect(event: SocketEvent) {
  const { connectionId, user } = senderOf(event);
  const room = await remove(connectionId);
  if (room !== undefined) await tell(room, { type: "left", room, user });
  return { statusCode: 200 };
}
