import { describe, expect, it } from "vitest";
import { connect, type Frame, tokenFor, useApp } from "./app.ts";

const app = useApp();

async function post(path: string, token?: string, body?: object) {
  const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
  const url = `${app.httpApis[0]?.url}${path}`;
  const response = await fetch(url, { method: "POST", headers, ...(body && { body: JSON.stringify(body) }) });
  return { status: response.status, body: (await response.json()) as { ticket?: string; requestId?: string } };
}

describe("POST /tickets", () => {
  it("gives a ticket that opens one connection", async () => {
    const { status, body } = await post("/tickets", await tokenFor(app));
    expect(status).toBe(201);
    const ticket = body.ticket ?? "";
    await using socket = await connect(app, ticket);
    expect(socket.protocol).toBe("websocket");
    expect(await app.refusedHandshake({ query: { access_token: ticket } })).toMatchObject({ status: 401 });
  });

  it("answers 401 without a token", async () => {
    expect((await post("/tickets")).status).toBe(401);
  });
});

describe("POST /requests", () => {
  it("takes work, and its user is told when it is done", async () => {
    const token = await tokenFor(app, "ada");
    await using socket = await connect(app, token);
    const { status, body } = await post("/requests", token, { name: "countWords", input: { text: "to be or not" } });
    expect(status).toBe(202);
    const isTold = ({ type }: Frame) => type === "User Push Notification";
    expect(await socket.next<Frame>((frame) => isTold(frame as Frame))).toMatchObject({
      message: { requestId: body.requestId, status: "succeeded" },
    });
  });
});
