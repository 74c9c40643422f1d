import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { IsolateMessage } from "../../../../src/services/lambda/environment/protocol.ts";
import { RuntimeApi } from "../../../../src/services/lambda/environment/runtime-api/runtime-api.ts";
import { exchange, type HeaderLines } from "../../../callers.ts";

const messages: IsolateMessage[] = [];
let api: RuntimeApi;
let host: string;
let port: number;

beforeAll(async () => {
  const onMessage = (message: IsolateMessage) => void messages.push(message);
  api = new RuntimeApi({ onMessage, onSettle: async () => undefined, maxMemoryUsedMb: () => 1 });
  host = await api.listen();
  port = Number(host.split(":")[1]);
});
afterAll(() => api[Symbol.dispose]());

describe("the Runtime API", () => {
  const initError = { method: "POST", target: "/2018-06-01/runtime/init/error", body: '{"errorMessage":"no"}' };

  it.each<[string, () => HeaderLines]>([
    ["a page", () => ({ Host: host, Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site" })],
    ["a picture", () => ({ Host: host, "Sec-Fetch-Site": "cross-site" })],
    ["a name that leads here", () => ({ Host: `evil.example:${port}` })],
  ])("is not for %s", async (_who, headers) => {
    for (const request of [initError, { method: "GET", target: "/2018-06-01/runtime/invocation/next" }])
      expect((await exchange(port, { ...request, headers: headers() })).status).toBe(403);
    expect(messages).toEqual([]);
  });

  it("is for a runtime", async () => {
    expect((await exchange(port, { ...initError, headers: { Host: host } })).status).toBe(202);
    expect(messages).toMatchObject([{ type: "init-error", error: { errorMessage: "no" } }]);
  });
});
