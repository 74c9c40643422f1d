import * as z from "zod";
import { roomOf } from "./connections.ts";
import { onMessage } from "./messages.ts";
import { send, tell } from "./sockets.ts";

const Say = z.strictObject({
  action: z.literal("say"),
  text: z.string().min(1).max(1000),
});

export const handler = onMessage(Say, async ({ text }, { connectionId, user }) => {
  const room = await roomOf(connectionId);
  if (room === undefined) return send(connectionId, { type: "error", message: "Join a room first." });
  await tell(room, { type: "said", room, user, text });
});
