import { describe, expect, it } from "vitest";
import { addressOf } from "../../../src/cli/commands/ws/address.ts";
import type { RunningEngine } from "../../../src/running/running-engine.ts";

const webSocket = (logicalId: string, apiId: string, stage: string) => ({
  logicalId,
  apiId,
  stage,
  url: `ws://127.0.0.1:3001/${logicalId}-${stage}`,
  managementUrl: "",
});

const engine = {
  endpoint: "http://127.0.0.1:3001",
  describe: async () => ({
    status: "ready",
    webSockets: [webSocket("Chat", "abc", "dev"), webSocket("Chat", "abc", "live"), webSocket("News", "def", "dev")],
  }),
  get: async () => ({
    items: [
      { apiId: "abc", name: "our chat" },
      { apiId: "def", name: "news" },
    ],
  }),
} as unknown as RunningEngine;

describe("The address that portcullis ws opens", () => {
  it.each([
    ["ws://127.0.0.1:3001/dev", "ws://127.0.0.1:3001/dev"],
    ["wss://example.com/dev", "wss://example.com/dev"],
    ["localhost:3001/dev", "localhost:3001/dev"],
    ["example.com/dev", "example.com/dev"],
    ["News", "ws://127.0.0.1:3001/News-dev"],
    ["def", "ws://127.0.0.1:3001/News-dev"],
    ["news", "ws://127.0.0.1:3001/News-dev"],
    ["Chat/live", "ws://127.0.0.1:3001/Chat-live"],
    ["our chat/dev", "ws://127.0.0.1:3001/Chat-dev"],
  ])("is for %s %s", async (given, expected) => {
    expect(await addressOf(engine, given)).toBe(expected);
  });

  it.each([
    ["Chat", "Several WebSockets run there: say which."],
    [undefined, "Several WebSockets run there: say which."],
    ["Cat", 'The engine at http://127.0.0.1:3001 runs no WebSocket API "Cat".'],
    ["News/live", 'The engine at http://127.0.0.1:3001 runs no WebSocket API "News/live".'],
  ])("is not guessed for %s, and what there is is named", async (given, message) => {
    const hint = "One of Chat/dev, Chat/live, News/dev.";
    await expect(addressOf(engine, given)).rejects.toMatchObject({ message, hint });
  });
});
