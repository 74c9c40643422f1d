import { join } from "node:path";
import { describe } from "vitest";
import { root } from "../support/system.ts";
import { describeChat } from "./support/chats.ts";
import { pythonWith, startLineClient } from "./support/line-client.ts";
import { startChat } from "./support/stack.ts";

/** The Python that the functions run in is the first on the path. */
const hasSdk = pythonWith("boto3") === "python3";
const withWebsockets = pythonWith("websockets");
const client = join(root, "examples/python/client.py");

describe.skipIf(!hasSdk || withWebsockets === undefined)("with Python's packages", () => {
  describeChat("examples/python", {
    start: () => startChat("python/template.yaml"),
    // The example's client, which is Python's `websockets`.
    open: (url, token) => startLineClient(withWebsockets ?? "", [client, url, token]),
    room: "lobby",
    mistakes: [
      [{ action: "say", text: "" }, /^text has to be like/],
      [{ action: "say", text: "x".repeat(1001) }, /^text has to be like/],
      [{ action: "say", text: "Hello", user: "ada" }, /^It takes text/],
      [{ action: "join", room: 1 }, /^room has to be like/],
      [{ action: "dance" }, /^An action is one of join, say, leave/],
      [{ action: {} }, /^An action is one of/],
      [[], /^An action is one of/],
      ["Hello", /^An action is one of/],
    ],
    badTokens(good) {
      const [header, claims] = good.split(".");
      return [`${Buffer.from('{"alg":"none"}').toString("base64url")}.${claims}.`, `${header}.${claims}.é`];
    },
  });
});
