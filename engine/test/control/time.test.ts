import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { type Engine, startEngine } from "../../src/engine.ts";
import { fixture } from "../stacks/fixture.ts";
import { connect } from "../stacks/socket.ts";

const template = fixture("described/template.yaml");

let engine: Engine;

beforeAll(async () => {
  engine = await startEngine({ template });
});
afterAll(() => engine.stop());

const url = (query: string) => `${engine.webSockets[0]?.url}?${query}`;

interface Due {
  readonly kind: string;
  readonly at: string;
  readonly inSeconds: number;
  readonly schedule?: string;
  readonly connectionId?: string;
  readonly user?: string;
}

async function clock(body?: object) {
  const response = await fetch(`${engine.endpoint}/_portcullis/clock${body ? "" : "/due"}`, {
    ...(body && { method: "POST", body: JSON.stringify(body) }),
  });
  return (await response.json()) as { readonly now: string; readonly paused: boolean; readonly due: readonly Due[] };
}

const dueOf = async (kind: string) => (await clock()).due.filter((due) => due.kind === kind);

describe("GET /_portcullis/clock/due of a running engine", () => {
  it("tells when a schedule runs next, and a jump there runs it", async () => {
    await clock({ paused: true });
    const [next] = await dueOf("schedule");
    expect(next?.schedule).toBe("TickHourly");
    const ran = engine.journal.waitFor({ service: "events", type: "schedule" });
    await clock({ advanceSeconds: next?.inSeconds });
    expect(new Date((await ran).at).toISOString()).toBe(next?.at);
    await clock({ paused: false });
  });

  it("tells the limits of a connection and the end of its token, by its user", async () => {
    const exp = Math.floor(engine.clock.now() / 1000) + 300;
    await using _socket = await connect(url(`user=ann&exp=${exp}`));
    const [token] = await dueOf("token");
    expect(token).toMatchObject({ user: "ann", at: new Date(exp * 1000).toISOString() });
    const [[idle], [duration]] = [await dueOf("idle"), await dueOf("duration")];
    expect(idle?.connectionId).toBe(token?.connectionId);
    expect(idle?.inSeconds).toBeGreaterThan(590);
    expect(duration?.inSeconds).toBeGreaterThan(7_190);
  });

  it("leads to the very moment at which an idle connection is closed", async () => {
    const socket = new WebSocket(url("user=ben"));
    await once(socket, "open");
    const closed = once(socket, "close");
    const [idle] = await dueOf("idle");
    await clock({ paused: true });
    await clock({ advanceSeconds: (Date.parse(String(idle?.at)) - engine.clock.now()) / 1000 });
    await clock({ paused: false });
    expect((await closed)[0]).toBe(1001);
  });
});

describe("an engine whose time stands still", () => {
  it("goes on answering, and stops like any other", async () => {
    await using other = await startEngine({ template });
    other.clock.pause();
    await using socket = await connect(`${other.webSockets[0]?.url}?user=cem`);
    socket.send({ action: "subscribe", symbols: ["ABC"] });
    expect(JSON.parse(await socket.next())).toMatchObject({ symbols: ["ABC"] });
    const { at } = await other.journal.waitFor({ service: "execute-api", type: "message" });
    expect(at).toBe(other.clock.now());
    await other.stop();
  });
});
