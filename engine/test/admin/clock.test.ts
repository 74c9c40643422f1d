import { request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { AdminDependencies } from "../../src/admin/admin.ts";
import { type AdjustableClock, createClock } from "../../src/kernel/clock.ts";
import { createJournal, type Journal } from "../../src/kernel/journal.ts";
import { parseScheduleExpression, runSchedule } from "../../src/languages/schedule-expression/schedule-expression.ts";
import { startAdmin } from "./admin-server.ts";

let clock: AdjustableClock;
let journal: Journal;
let server: Server;

async function start(due: ReturnType<AdminDependencies["due"]> = []) {
  clock = createClock(() => 0);
  journal = createJournal(clock.now);
  server = await startAdmin(clock, journal, { due: () => due });
}

const port = () => (server.address() as AddressInfo).port;

afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  clock[Symbol.dispose]();
});

const read = async () => (await fetch(`http://127.0.0.1:${port()}/_portcullis/clock/due`)).json();

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
    expect(await response.json()).toEqual({ now: "1970-01-01T02:00:00.000Z", offsetSeconds: 7200, paused: false });
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
    expect(body).toEqual({ now: "2001-09-09T01:46:40.000Z", offsetSeconds: 1e9, paused: false, advancedSeconds: 1e9 });
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

describe("POST /_portcullis/clock with paused", () => {
  it("lets time stand still, and go on, and says which it does", async () => {
    await start();
    expect((await post('{"paused":true}')).body).toEqual({
      now: "1970-01-01T00:00:00.000Z",
      offsetSeconds: 0,
      paused: true,
    });
    expect(clock.isPaused).toBe(true);
    expect((await post('{"paused":false}')).body).toMatchObject({ paused: false });
    expect(journal.entries({ type: "clock" }).map(({ data }) => data)).toEqual([{ paused: true }, { paused: false }]);
  });

  it("records nothing for what is so already", async () => {
    await start();
    await post('{"paused":false}');
    expect(journal.entries()).toEqual([]);
  });

  it("moves time that stands still when a span is there too", async () => {
    await start();
    const { body } = await post('{"paused":true,"advanceSeconds":60}');
    expect(body).toMatchObject({ now: "1970-01-01T00:01:00.000Z", paused: true, advancedSeconds: 60 });
  });

  it.each([
    ['{"paused":"yes"}', "paused must be true or false."],
    ["{}", "The body must say advanceSeconds, paused or both."],
  ])("answers 400 for %s", async (body, message) => {
    await start();
    expect(await post(body)).toMatchObject({ status: 400, body: { message } });
  });
});

describe("GET /_portcullis/clock/due", () => {
  it("tells the time and what falls due next, in order", async () => {
    const idle = { kind: "idle", at: 600_000, connectionId: "c" };
    const tick = { kind: "schedule", at: 60_000, schedule: "Tick" };
    await start([idle, tick]);
    expect(await read()).toEqual({
      now: "1970-01-01T00:00:00.000Z",
      offsetSeconds: 0,
      paused: false,
      due: [
        { at: "1970-01-01T00:01:00.000Z", inSeconds: 60, kind: "schedule", schedule: "Tick" },
        { at: "1970-01-01T00:10:00.000Z", inSeconds: 600, kind: "idle", connectionId: "c" },
      ],
      dueCounts: { idle: 1, schedule: 1 },
    });
  });

  it("tells a hundred of a kind and how many there are, so that thousands of limits hide no schedule", async () => {
    const limits = Array.from({ length: 5_000 }, (_, index) => ({ kind: "idle", at: 1_000 + index }));
    await start([...limits, { kind: "schedule", at: 9e6 }]);
    const { due, dueCounts } = await read();
    expect(dueCounts).toEqual({ idle: 5_000, schedule: 1 });
    expect(due).toHaveLength(101);
    expect(due.at(-1)).toMatchObject({ kind: "schedule" });
  });
});
