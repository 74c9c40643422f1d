import { describe, expect, it } from "vitest";
import { PortcullisError } from "../../src/errors.ts";
import { type Feed, iterate } from "../../src/subscriptions/iterate.ts";

function setUp() {
  const feeds: Feed<{ n: number }>[] = [];
  const signals: (AbortSignal | undefined)[] = [];
  const iterator = iterate<{ n: number }>((feed, { signal }) => {
    feeds.push(feed);
    signals.push(signal);
  });
  const [feed] = feeds;
  const [signal] = signals;
  if (!feed || !signal) throw new Error("iterate did not listen at once");
  return { iterator, feed, signal };
}

describe("an iteration", () => {
  it("gives what came before it was read, and what comes while it waits, in order", async () => {
    const { iterator, feed } = setUp();
    feed.push({ n: 1 });
    feed.push({ n: 2 });
    expect([await iterator.next(), await iterator.next()].map(({ value }) => value)).toEqual([{ n: 1 }, { n: 2 }]);
    const third = iterator.next();
    feed.push({ n: 3 });
    expect(await third).toEqual({ value: { n: 3 }, done: false });
  });

  it("ends when it is ended, after what is kept", async () => {
    const { iterator, feed } = setUp();
    feed.push({ n: 1 });
    feed.end();
    const seen: object[] = [];
    for await (const value of iterator) seen.push(value);
    expect(seen).toEqual([{ n: 1 }]);
  });

  it("ends while somebody waits", async () => {
    const { iterator, feed } = setUp();
    const next = iterator.next();
    feed.end();
    expect(await next).toEqual({ value: undefined, done: true });
  });

  it("throws the error it is ended with, once", async () => {
    const { iterator, feed } = setUp();
    feed.end(new PortcullisError("server_error"));
    await expect(iterator.next()).rejects.toMatchObject({ code: "server_error" });
    expect(await iterator.next()).toEqual({ value: undefined, done: true });
  });

  it("stops listening when the loop is left", async () => {
    const { iterator, feed, signal } = setUp();
    feed.push({ n: 1 });
    feed.push({ n: 2 });
    for await (const _ of iterator) break;
    expect(signal.aborted).toBe(true);
  });

  it("keeps 1,000 messages for a slow reader; then it tells rather than drop some in silence", async () => {
    const { iterator, feed, signal } = setUp();
    for (let n = 0; n < 1001; n++) feed.push({ n });
    expect(signal.aborted).toBe(true);
    let read = 0;
    const reading = (async () => {
      for await (const _ of iterator) read += 1;
    })();
    await expect(reading).rejects.toMatchObject({ code: "slow_consumer" });
    expect(read).toBe(1001);
  });
});
