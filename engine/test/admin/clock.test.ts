import { request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { type AdjustableClock, createClock } from "../../src/kernel/clock.ts";
import { createJournal, type Journal } from "../../src/kernel/journal.ts";
import { parseScheduleExpression, runSchedule } from "../../src/languages/schedule-expression/schedule-expression.ts";
import { startAdmin } from "./admin-server.ts";

let clock: AdjustableClock;
let journal: Journal;
let server: Server;

async function start() {
  clock = createClock(() => 0);
  journal = createJournal(clock.now);
  server = await startAdmin(clock, journal);
}

const port = () => (server.address() as AddressInfo).port;

afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  clock[Symbol.dispose]();
});

/** `body` is sent as it is: JSON has numbers that JavaScript does not. */
async function post(body: string) {
  const response = await fetch(`http://127.0.0.1:${port()}/_portcullis/clock`, { method: "POST", body });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe("GET /_portcullis/clock", () => {
  it("tells the engine's time and how far it is ahead, and moves nothing", async () => {
    await start();
    await clock.advance(7_200_000);
    const before = journal.lastSeq;
    const response = await fetch(`http://127.0.0.1:${port()}/_portcullis/clock`);
    expect(await response.json()).toEqual({ now: "1970-01-01T02:00:00.000Z", offsetSeconds: 7200 });
    expect(journal.lastSeq).toBe(before);
  });
});

describe("POST /_portcullis/clock", () => {
  it.each(["1e400", "-1e400", "-1", "4e9", "1e300", '"7200"', "null", "[7200]", "true"])(
    "answers 400, and moves nothing, for %s",
    async (advanceSeconds) => {
      await start();
      let ticks = 0;
      runSchedule(clock, parseScheduleExpression("rate(1 minute)"), () => ticks++);
      const { status, body } = await post(`{"advanceSeconds":${advanceSeconds}}`);
      expect(status).toBe(400);
      expect(body.message).toBe("advanceSeconds must be a number of seconds from 0 to 3153600000 (100 years).");
      expect([clock.now(), ticks]).toEqual([0, 0]);
    },
  );

  it.each(["{}", "[]", "7200", "no JSON"])("answers 400 for the body %s", async (body) => {
    await start();
    expect((await post(body)).status).toBe(400);
  });

  it("moves time ahead by 31 years at once when nothing falls due", async () => {
    await start();
    const { status, body } = await post('{"advanceSeconds":1e9}');
    expect(status).toBe(200);
    expect(body).toEqual({ now: "2001-09-09T01:46:40.000Z", offsetSeconds: 1e9, advancedSeconds: 1e9 });
    expect(journal.entries({ service: "engine", type: "clock" })[0]?.data).toEqual({ advanceSeconds: 1e9 });
  });

  it("answers 422 when too much falls due, and says how far it came; the next request goes on", async () => {
    await start();
    let ticks = 0;
    runSchedule(clock, parseScheduleExpression("rate(1 minute)"), () => ticks++);
    const { status, body } = await post('{"advanceSeconds":1e9}');
    expect(status).toBe(422);
    expect(ticks).toBe(20_000);
    expect(body).toMatchObject({ advancedSeconds: 20_000 * 60, offsetSeconds: 20_000 * 60 });
    expect(body.message).toBe(
      "Time was moved ahead to 1970-01-14T21:20:00.000Z: 20000 tasks fell due until then. Ask again to go on.",
    );
    expect((await post('{"advanceSeconds":60}')).status).toBe(200);
    expect(ticks).toBe(20_001);
  });

  it("stops when its caller goes away", async () => {
    await start();
    const sending = request({ port: port(), host: "127.0.0.1", method: "POST", path: "/_portcullis/clock" });
    sending.on("error", () => {});
    let ticks = 0;
    runSchedule(clock, parseScheduleExpression("rate(1 minute)"), () => {
      if (++ticks === 1) sending.destroy();
    });
    const recorded = journal.waitFor({ service: "engine", type: "clock" });
    sending.end('{"advanceSeconds":1e9}');
    const { data } = await recorded;
    expect(data.advanceSeconds).toBe(ticks * 60);
    expect(ticks).toBeLessThan(20_000);
  });
});
