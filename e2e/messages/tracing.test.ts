import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { createClient } from "@portcullis/client";
import { createPublisher, overEventBridge, type Publisher } from "@portcullis/client/server";
import { entityUpdatedEvent } from "@portcullis/contract";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import * as z from "zod/mini";
import { call } from "../support/http.ts";
import { createPushing } from "../support/pushing.ts";
import { type JournalEntry, type System, startSystem } from "../support/system.ts";
import { createTestJwt } from "../support/tokens.ts";

let system: System;
let publisher: Publisher;
let { connectAs, publish } = {} as ReturnType<typeof createPushing>;

beforeAll(async () => {
  system = await startSystem();
  const transport = overEventBridge(new EventBridgeClient(system.sdk), PutEventsCommand);
  publisher = createPublisher({ transport, eventBusName: system.outputs.EventBusName ?? "" });
  ({ connectAs, publish } = createPushing(system));
});
afterAll(() => system[Symbol.asyncDispose]());

const SPAN = "00f067aa0ba902b7";
let count = 0;

/** A trace that no other test has, as a publisher names it and as X-Ray does. */
function newTrace(flags = "01") {
  const traceId = `4bf92f35${String(++count).padStart(24, "0")}`;
  const xRayId = `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`;
  return { traceId, xRayId, traceparent: `00-${traceId}-${SPAN}-${flags}`, another: spanOf(traceId, flags) };
}

/** Any span of the trace but its publisher's. */
const spanOf = (traceId: string, flags = "01") =>
  expect.stringMatching(new RegExp(`^00-${traceId}-(?!${SPAN})[0-9a-f]{16}-${flags}$`));

async function entriesOf(xRayId: string): Promise<readonly JournalEntry[]> {
  const response = await fetch(`${system.endpoint}/_portcullis/entries?traceId=${xRayId}`);
  return ((await response.json()) as { entries: JournalEntry[] }).entries;
}

const nameOf = ({ service, type }: JournalEntry) => `${service}/${type}`;

/** Names of the entries of a trace once there is this one of it. */
async function namesOnce(xRayId: string, last: string, times = 1): Promise<readonly string[]> {
  await expect
    .poll(async () => (await entriesOf(xRayId)).filter((entry) => nameOf(entry) === last).length)
    .toBeGreaterThanOrEqual(times);
  return (await entriesOf(xRayId)).map(nameOf);
}

/** Lines of the app's functions in a trace of the console, without its metrics. */
async function logLinesOf(xRayId: string): Promise<readonly Record<string, unknown>[]> {
  const logs = (await entriesOf(xRayId)).filter(({ type }) => type === "log");
  return logs.map(({ data }) => JSON.parse(String(data.line))).filter(({ level }) => level !== undefined);
}

describe("one publish", () => {
  it("is one trace from its publisher over bus, queue and functions to the post to each socket", async () => {
    const { traceId, xRayId, traceparent, another } = newTrace();
    using ada = await connectAs("ada", ["order:1"]);
    using bob = await connectAs("bob", ["order:1"]);
    const { id } = await publisher.publishEntity("order:1", "paid", { traceparent });
    const frames = await Promise.all([ada.next({ id }), bob.next({ id })]);
    for (const frame of frames) expect(frame).toMatchObject({ message: "paid", traceparent: another });
    const names = await namesOnce(xRayId, "lambda/batch");
    for (const name of ["events/event", "sqs/send", "events/delivered", "lambda/invoke", "lambda/report"])
      expect(names).toContain(name);
    expect(names.filter((name) => name === "execute-api/post")).toHaveLength(2);
    // A frame's traceparent and a log line's trace id find the same.
    for (const written of [traceId, traceparent])
      expect((await entriesOf(written)).map(nameOf)).toEqual(expect.arrayContaining([...names]));
    const lines = await logLinesOf(xRayId);
    expect(lines).toContainEqual(expect.objectContaining({ message: "Delivered", messageId: id }));
    const spanId = String(frames[0].traceparent).slice(36, 52);
    for (const line of lines) expect(line).toMatchObject({ traceId, spanId });
  });

  it.each<[string, string, (traceparent: string) => Promise<unknown>]>([
    ["notification", "User Push Notification", (traceparent) => publisher.publishUser("cy", "Hello", { traceparent })],
    ["value", "Entity State", (traceparent) => publisher.publishState("order:2", "k", 1, { traceparent })],
    ["stream", "Entity Stream", (traceparent) => publisher.stream("order:2", { traceparent }).end()],
  ])("of a %s is one, too", async (_, type, publishIn) => {
    const { traceId, xRayId, traceparent, another } = newTrace("00");
    using socket = await connectAs("cy", ["order:2"]);
    await publishIn(traceparent);
    expect(await socket.next({ type })).toMatchObject({ traceparent: another });
    expect(await namesOnce(xRayId, "lambda/batch")).toContain("execute-api/post");
    const lines = await logLinesOf(xRayId);
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(line).toMatchObject({ traceId });
  });

  it("stays one of its own when a queue brings it together with others", async () => {
    const traces = Array.from({ length: 10 }, () => newTrace());
    using socket = await connectAs("dee");
    await publisher.publishBatch(
      traces.map(({ traceId, traceparent }) => ({ userId: "dee", message: traceId, traceparent })),
    );
    for (const { traceId, xRayId, another } of traces) {
      expect(await socket.next({ message: traceId })).toMatchObject({ traceparent: another });
      const posts = (await namesOnce(xRayId, "execute-api/post")).filter((name) => name === "execute-api/post");
      expect(posts).toHaveLength(1);
    }
    const delivered = await system.waitFor(
      ({ type, data }) => type === "log" && String(data.line).includes(traces[9]?.traceId ?? "none"),
    );
    expect(JSON.parse(String(delivered.data.line))).toMatchObject({ traceId: traces[9]?.traceId });
  });

  it("has in its history and inbox the trace that it had", async () => {
    const { traceparent, another } = newTrace();
    await publisher.publishEntity("order:3", "paid", { traceparent });
    await publisher.publishUser("eve", "paid", { traceparent });
    using socket = await connectAs("eve", ["order:3"]);
    await expect
      .poll(async () => {
        socket.send({ action: "subscribe", entityId: "order:3", since: 0 });
        socket.send({ action: "inbox" });
        return socket.received.filter(({ message }) => message === "paid").map((frame) => frame.traceparent);
      })
      .toEqual(expect.arrayContaining([another, another]));
  });

  it("without a traceparent has X-Ray's, so that it is the same in the console and in log lines", async () => {
    using socket = await connectAs("fay", ["order:4"]);
    await publish("entity-updated", [{ entityId: "order:4", message: "plain" }]);
    const { traceparent } = await socket.next({ message: "plain" });
    const [, traceId = ""] = String(traceparent).split("-");
    const xRayId = `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`;
    expect(await namesOnce(xRayId, "lambda/batch")).toEqual(
      expect.arrayContaining(["events/event", "execute-api/post"]),
    );
    for (const line of await logLinesOf(xRayId)) expect(line).toMatchObject({ traceId });
  });

  it.each([["nonsense\n"], [7], [{}], [`00-${"0".repeat(32)}-${SPAN}-01`]])(
    "with %j in place of a traceparent is pushed like one without",
    async (traceparent) => {
      using socket = await connectAs("gus", ["order:5"]);
      const message = `wrong ${JSON.stringify(traceparent)}`;
      await publish("entity-updated", [{ entityId: "order:5", message, traceparent }]);
      const frame = await socket.next({ message });
      expect(frame.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/);
      expect(frame.traceparent).not.toBe(traceparent);
    },
  );
});

describe("work that a request asks for", () => {
  it("is in the trace of the request's header, with all that it pushes", async () => {
    const { traceId, traceparent, another } = newTrace();
    using socket = await connectAs("joe");
    const token = await createTestJwt(system, { userId: "joe" });
    const body = { name: "countWords", input: { text: "to be" } };
    const { status } = await call(system, "POST", "/requests", { token, headers: { traceparent }, body });
    expect(status).toBe(202);
    expect(await socket.next({ type: "User Push Notification" })).toMatchObject({ traceparent: another });
    const taken = await system.waitFor(
      ({ type, data }) => type === "log" && String(data.line).includes("Request taken"),
    );
    expect(JSON.parse(String(taken.data.line))).toMatchObject({ traceId });
  });
});

describe("a client", () => {
  it("finds the trace in what its handlers get, and goes on with it in what it asks", async () => {
    const { traceparent, another } = newTrace();
    const client = createClient({
      url: system.url,
      WebSocket,
      getToken: () => createTestJwt(system, { userId: "hal" }),
    });
    onTestFinished(() => client.close());
    const seen: unknown[] = [];
    const order = client.subscribe("order:6", (update) => seen.push(update.traceparent));
    client.onUser((notification) => seen.push(notification.traceparent));
    client.connect();
    await order.ready();
    await publisher.publishEntity("order:6", "paid", { traceparent });
    await publisher.publishUser("hal", "paid", { traceparent });
    await expect.poll(() => seen).toEqual([another, another]);
    const answer = await client.request("presence", { entityId: "order:6", traceparent: String(seen[0]) });
    expect(answer).toMatchObject({ total: 1, traceparent: another });
    expect(answer).not.toMatchObject({ traceparent: seen[0] });
  });

  it("that comes late gets what is put together for it in the trace of its question", async () => {
    await publisher.publishState("order:8", "k", 1, { traceparent: newTrace().traceparent });
    const stream = publisher.stream("order:8", { traceparent: newTrace().traceparent });
    await stream.append("It is on its way.");
    await stream.end();
    const { traceparent, another } = newTrace();
    using socket = await connectAs("kim");
    const question = { action: "subscribe", entityId: "order:8", state: true, streams: [], traceparent };
    for (const type of ["Entity State", "Entity Stream"])
      await expect
        .poll(() => {
          socket.send(question);
          return socket.received.filter((frame) => frame.type === type).at(-1);
        })
        .toMatchObject({ traceparent: another });
  });

  it("that names a trace moves nothing into it in the console", async () => {
    const { xRayId, traceparent, another } = newTrace();
    using socket = await connectAs("ida");
    socket.send({ action: "subscribe", entityId: "order:7", traceparent });
    expect(await socket.next({ type: "subscribed" })).toMatchObject({ traceparent: another });
    expect(await entriesOf(xRayId)).toEqual([]);
  });
});

it("a publisher and the app take the same for a traceparent", async () => {
  const { traceparent } = newTrace();
  const others = ["", "x", traceparent.toUpperCase(), `${traceparent}-`, `${traceparent}\n`, ` ${traceparent}`];
  const versions = ["00", "01", "fe", "ff", "0g", "1"].map((version) => version + traceparent.slice(2));
  for (const one of [traceparent, ...others, ...versions]) {
    const details: string[] = [];
    const transport = async (entries: { Detail: string }[]) => {
      details.push(...entries.map(({ Detail }) => Detail));
      return { Entries: entries.map(() => ({ EventId: "event" })) };
    };
    await createPublisher({ transport, eventBusName: "bus" }).publishEntity("e", 1, { traceparent: one });
    const taken = z.parse(entityUpdatedEvent.payload, { entityId: "e", message: 1, traceparent: one }).traceparent;
    expect(JSON.parse(details[0] ?? "").traceparent).toBe(taken);
  }
});
