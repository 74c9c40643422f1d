import { describe, expect, it } from "vitest";
import { createEmitter } from "../../src/subscriptions/emitter.ts";
import { settled } from "../support/fake-clock.ts";

function setUp() {
  const failures: unknown[] = [];
  const lifetime = new AbortController();
  const events = createEmitter<{ ping: number }>((error) => failures.push(error), lifetime.signal);
  const heard: number[] = [];
  return { events, failures, lifetime, heard, hear: (value: number) => void heard.push(value) };
}

describe("on", () => {
  it("calls every handler, one that is there twice included, and says whether there was any", () => {
    const { events, hear, heard } = setUp();
    expect(events.emit("ping", 0)).toBe(false);
    const off = events.on("ping", hear);
    events.on("ping", hear);
    expect(events.emit("ping", 1)).toBe(true);
    off();
    events.emit("ping", 2);
    expect(heard).toEqual([1, 1, 2]);
  });

  it.each([
    ["its signal", (controller: AbortController) => controller.abort()],
    ["its signal, which had aborted before", undefined],
  ])("ends with %s", (_, abort) => {
    const { events, hear, heard } = setUp();
    const controller = new AbortController();
    if (!abort) controller.abort();
    events.on("ping", hear, { signal: controller.signal });
    abort?.(controller);
    events.emit("ping", 1);
    expect(heard).toEqual([]);
  });

  it("ends with the emitter's lifetime", () => {
    const { events, hear, heard, lifetime } = setUp();
    events.on("ping", hear);
    lifetime.abort();
    events.on("ping", hear);
    expect(events.emit("ping", 1)).toBe(false);
    expect(heard).toEqual([]);
  });

  it("does not call handlers that are added or keep those that are removed while it calls", () => {
    const { events, hear, heard } = setUp();
    events.on("ping", () => events.on("ping", hear));
    events.emit("ping", 1);
    expect(heard).toEqual([]);
  });

  it("lets no handler disturb another, whether it throws or rejects", async () => {
    const { events, hear, heard, failures } = setUp();
    events.on("ping", () => {
      throw new Error("thrown");
    });
    events.on("ping", async () => {
      throw new Error("rejected");
    });
    events.on("ping", hear);
    events.emit("ping", 1);
    await settled();
    expect(heard).toEqual([1]);
    expect(failures).toEqual([new Error("thrown"), new Error("rejected")]);
  });
});
