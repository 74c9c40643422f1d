// Follows an entity on the engine that `npm start` runs, and prints its updates: node client/follow.mjs order-42
// It needs the WebSocket that Node.js has from version 22 on.
import { execFileSync } from "node:child_process";
import { createClient } from "@portcullis/client";

const [entityId = "order-42"] = process.argv.slice(2);

const client = createClient({
  url: "ws://127.0.0.1:3001/dev",
  // A page asks its own server for the token of the user who has signed in.
  getToken: async () =>
    JSON.parse(execFileSync("npx", ["portcullis", "invoke", "CreateTestJwt"], { encoding: "utf8" })).authToken,
});

for await (const { seq, message } of client.subscribe(entityId)) console.log(seq, message);
