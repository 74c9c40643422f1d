import { type Client, createClient } from "@portcullis/client";
import type { Shop, UserId } from "../shared/shop.ts";
import { send } from "./send.ts";

/** Returns the client of one user, which connects, and stays connected. */
export function connectAs(userId: UserId): Client<Shop> {
  const client = createClient<Shop>({
    url: import.meta.env.VITE_WEBSOCKET_URI,
    // Asked before each connection, and in time before the token expires.
    getToken: () => send(userId, "token"),
  });
  client.connect();
  return client;
}
