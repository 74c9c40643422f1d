// A chat in the terminal: node chat.mjs WEBSOCKET_URI HTTP_URI TOKEN, with the outputs of the stack. Needs Node 22.
import { createInterface } from "node:readline";
import { createClient } from "@portcullis/client";
import { followStreams } from "@portcullis/client/streams";

const [url = "", httpUrl = "", token = ""] = process.argv.slice(2);
const { userId, sub } = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
const client = createClient({ url, getToken: () => token });
const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };

/** Text of each answer that is on the screen. */
const shown = new Map();

followStreams(client, `chat:${userId ?? sub}`, ({ streamId, text, state, error }) => {
  process.stdout.write(text.slice(shown.get(streamId) ?? 0));
  shown.set(streamId, text.length);
  if (state !== "open") process.stdout.write(error ? ` (${error.message})\n> ` : "\n> ");
});
await client.ready();

let requestId = "";
process.stdout.write("Ask something; Ctrl-C ends an answer, Ctrl-D the chat.\n> ");
const input = createInterface({ input: process.stdin });
process.on("SIGINT", () => fetch(`${httpUrl}/requests/${requestId}`, { method: "DELETE", headers }));
for await (const question of input) {
  const body = JSON.stringify({ name: "ask", input: { question } });
  const response = await fetch(`${httpUrl}/requests`, { method: "POST", headers, body });
  ({ requestId } = await response.json());
}
client.close();
