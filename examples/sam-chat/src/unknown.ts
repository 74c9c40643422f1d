import type { SocketEvent } from "./messages.ts";
import { send } from "./sockets.ts";

export async function handler({ requestContext }: SocketEvent) {
  await send(requestContext.connectionId, { type: "error", message: "An action is join, say or leave." });
  return { statusCode: 200 };
}
