import { describe, expect, it } from "vitest";
import { createPublisher, type EventEntry, type Publisher, type PublisherOptions } from "../../src/server/index.ts";
import { createFakeClock } from "../support/fake-clock.ts";

const [A, B] = ["4bf92f3577b34da6a3ce929d0e0e4736", "0af7651916cd43dd8448eb211c80319c"];
const SPAN = "00f067aa0ba902b7";
const inTrace = (traceId: string, flags = "01") => `00-${traceId}-${SPAN}-${flags}`;
const HEADER = `Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=${SPAN};Sampled=1`;

/** The part of OpenTelemetry's API that is asked for the active span. */
interface Otel {
  getActiveSpan():
    | { spanContext(): { traceId: string; spanId: string; traceFlags: number; isRemote?: boolean } }
    | undefined;
}

function createWorld(options: Partial<PublisherOptions> = {}) {
  const entries: EventEntry[] = [];
  const publisher = createPublisher({
    transport: async (some) => {
      entries.push(...some);
      return { Entries: some.map(() => ({ EventId: "event" })) };
    },
    eventBusName: "bus",
    clock: createFakeClock(),
    ...options,
  });
  const details = () => entries.map(({ Detail }) => JSON.parse(Detail));
  return { publisher, entries, details };
}

type Case = readonly [string, (publisher: Publisher, traceparent?: string) => Promise<unknown>];

const CASES: readonly Case[] = [
  ["publishEntity", (publisher, traceparent) => publisher.publishEntity("e", 1, { traceparent })],
  ["publishUser", (publisher, traceparent) => publisher.publishUser("u", 1, { traceparent })],
  ["publishBatch", (publisher, traceparent) => publisher.publishBatch([{ entityId: "e", message: 1, traceparent }])],
  ["publishState", (publisher, traceparent) => publisher.publishState("e", "k", 1, { traceparent })],
  ["stream", (publisher, traceparent) => publisher.stream("e", { traceparent }).end()],
  ["disconnectUser", (publisher, traceparent) => publisher.disconnectUser("u", { traceparent })],
  ["revoke", (publisher, traceparent) => publisher.revoke({ jti: "1" }, { traceparent })],
];

describe.each(CASES)("%s with a traceparent", (_name, publish) => {
  it("puts it into each event, and the same trace into X-Ray's header", async () => {
    const { publisher, entries, details } = createWorld();
    await publish(publisher, inTrace(A));
    expect(details().map(({ traceparent }) => traceparent)).toEqual(entries.map(() => inTrace(A)));
    expect(entries.map(({ TraceHeader }) => TraceHeader)).toEqual(entries.map(() => HEADER));
  });

  it("has that of the publisher where none is given", async () => {
    const { publisher, details } = createWorld({ traceparent: () => inTrace(B, "00") });
    await publish(publisher);
    for (const { traceparent } of details()) expect(traceparent).toBe(inTrace(B, "00"));
    await publish(publisher, inTrace(A));
    expect(details().at(-1).traceparent).toBe(inTrace(A));
  });

  it("says nothing of one that is none, and publishes", async () => {
    const { publisher, entries, details } = createWorld({ traceparent: () => undefined });
    await publish(publisher, `${inTrace(A)}\r\n`);
    await publish(publisher);
    expect(entries.length).toBeGreaterThan(1);
    for (const detail of details()) expect(detail).not.toHaveProperty("traceparent");
    for (const entry of entries) expect(entry).not.toHaveProperty("TraceHeader");
  });
});

describe("the context of a span", () => {
  const traceOf = async (
    context: ReturnType<NonNullable<ReturnType<Otel["getActiveSpan"]>>["spanContext"]> | undefined,
  ) => {
    const trace: Otel = { getActiveSpan: () => context && { spanContext: () => context } };
    const { publisher, details } = createWorld({ traceparent: () => trace.getActiveSpan()?.spanContext() });
    await publisher.publishEntity("e", 1);
    return details()[0].traceparent;
  };

  it("counts as OpenTelemetry has it", async () => {
    expect(await traceOf({ traceId: A, spanId: SPAN, traceFlags: 1, isRemote: false })).toBe(inTrace(A));
    expect(await traceOf({ traceId: A, spanId: SPAN, traceFlags: 0 })).toBe(inTrace(A, "00"));
  });

  it("that is none counts as none", async () => {
    expect(await traceOf({ traceId: "0".repeat(32), spanId: "0".repeat(16), traceFlags: 0 })).toBeUndefined();
    expect(await traceOf(undefined)).toBeUndefined();
  });
});

describe("a batch", () => {
  const update = (traceparent?: string) => ({ entityId: "e", message: 1, traceparent });

  it("of one trace says so once", async () => {
    const { publisher, entries, details } = createWorld();
    await publisher.publishBatch([update(inTrace(A)), update(inTrace(A))]);
    expect(details()).toMatchObject([{ traceparent: inTrace(A), updates: [{}, {}] }]);
    for (const one of details()[0].updates) expect(one).not.toHaveProperty("traceparent");
    expect(entries[0]?.TraceHeader).toBe(HEADER);
  });

  it("of several says it of each update, in one event and in order", async () => {
    const { publisher, entries, details } = createWorld();
    await publisher.publishBatch([update(inTrace(A)), update(), update(inTrace(B))]);
    const [{ updates, ...event }] = details();
    expect(updates.map(({ traceparent }: { traceparent?: string }) => traceparent)).toEqual([
      inTrace(A),
      undefined,
      inTrace(B),
    ]);
    expect(event).not.toHaveProperty("traceparent");
    expect(entries[0]).not.toHaveProperty("TraceHeader");
  });
});
