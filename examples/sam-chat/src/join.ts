import * as z from "zod";
import { move } from "./connections.ts";
import { onMessage } from "./messages.ts";
import { tell } from "./sockets.ts";

const Join = z.strictObject({
  action: z.literal("join"),
  room: z.string().regex(/^[\w-]{1,40}$/, "A room has 1 to 40 letters, digits, _ and -."),
});

export const handler = onMessage(Join, async ({ room }, { connectionId, user }) => {
  const before = await move(connectionId, room);
  if (before === room) return;
  if (before !== undefined) await tell(before, { type: "left", room: before, user });
  await tell(room, { type: "joined", room, user });
});
