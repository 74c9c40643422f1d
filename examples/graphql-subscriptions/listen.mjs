// Listens to a room, and says what is typed: node listen.mjs URL ROOM TOKEN
import { createInterface } from "node:readline";
import { createClient } from "graphql-ws";
import { WebSocket } from "ws";

const [url, room, token] = process.argv.slice(2);

/** Offers the token as a second subprotocol, since browsers send no headers of one's own. */
class WithToken extends WebSocket {
  constructor(address, protocol) {
    super(address, [protocol, token]);
  }
}

const show = (value) => console.log(JSON.stringify(value));
const client = createClient({ url, webSocketImpl: WithToken, lazy: false, retryAttempts: 0, onNonLazyError: show });

client.subscribe(
  { query: "subscription Said($room: ID!) { said(room: $room) { user text } }", variables: { room } },
  { next: ({ data }) => show(data), error: (error) => show({ error }), complete: () => {} },
);

const say = "mutation Say($room: ID!, $text: String!) { say(room: $room, text: $text) { text } }";
for await (const text of createInterface({ input: process.stdin }))
  for await (const { errors } of client.iterate({ query: say, variables: { room, text } }))
    if (errors) show({ error: errors[0].message });
await client.dispose();
