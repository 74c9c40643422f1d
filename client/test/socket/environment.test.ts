import { describe, expect, it } from "vitest";
import { createEnvironment, type Obstacle } from "../../src/socket/environment.ts";
import { createFakeClock } from "../support/fake-clock.ts";

function watch({ hiddenTimeoutMs, needsNetwork = true }: { hiddenTimeoutMs?: number; needsNetwork?: boolean } = {}) {
  const clock = createFakeClock();
  const navigator = { onLine: true, connection: undefined as EventTarget | undefined };
  const network = new EventTarget();
  const document = Object.assign(new EventTarget(), { visibilityState: "visible" });
  const page = Object.assign(new EventTarget(), { navigator, document });
  const told: (Obstacle | undefined)[] = [];
  navigator.connection = network;
  const environment = createEnvironment({ clock, hiddenTimeoutMs, needsNetwork, globals: page });
  let stirs = 0;
  const stop = environment.watch(
    (obstacle) => told.push(obstacle),
    () => {
      stirs += 1;
    },
  );
  const atFirst = stirs;
  return {
    clock,
    stop,
    now: () => told.at(-1),
    told,
    stirs: () => stirs - atFirst,
    dispatch(on: "page" | "document" | "network", type: string) {
      ({ page, document, network })[on].dispatchEvent(new Event(type));
    },
    goOnline(onLine: boolean) {
      navigator.onLine = onLine;
      page.dispatchEvent(new Event(onLine ? "online" : "offline"));
    },
    show(visibilityState: "visible" | "hidden") {
      document.visibilityState = visibilityState;
      document.dispatchEvent(new Event("visibilitychange"));
    },
  };
}

describe("environment of a browser", () => {
  it("tells of the network going and coming", () => {
    const { goOnline, told } = watch();
    goOnline(false);
    goOnline(true);
    expect(told).toEqual([undefined, "offline", undefined]);
  });

  it("does not ask for a network when the server is on this machine", () => {
    const { goOnline, now } = watch({ needsNetwork: false });
    goOnline(false);
    expect(now()).toBeUndefined();
  });

  it("tells of a page that is hidden for as long as was said, and of its return", async () => {
    const { show, clock, now } = watch({ hiddenTimeoutMs: 60_000 });
    show("hidden");
    await clock.advance(59_999);
    expect(now()).toBeUndefined();
    await clock.advance(1);
    expect(now()).toBe("hidden");
    show("visible");
    expect(now()).toBeUndefined();
  });

  it("lets a page be hidden for ever if nothing was said", async () => {
    const { show, clock, now } = watch();
    show("hidden");
    await clock.advance(1e9);
    expect(now()).toBeUndefined();
  });

  it.each([
    ["page", "focus"],
    ["page", "pageshow"],
    ["page", "online"],
    ["document", "resume"],
    ["document", "visibilitychange"],
    ["network", "change"],
  ] as const)("stirs when the %s tells of %s", (on, type) => {
    const { dispatch, stirs, stop } = watch();
    dispatch(on, type);
    expect(stirs()).toBe(1);
    stop();
    dispatch(on, type);
    expect(stirs()).toBe(1);
  });

  it("does not stir when a page is hidden", () => {
    const { show, stirs } = watch();
    show("hidden");
    expect(stirs()).toBe(0);
    show("visible");
    expect(stirs()).toBe(1);
  });

  it("leaves neither listeners nor timers behind", async () => {
    const { show, goOnline, stop, clock, told } = watch({ hiddenTimeoutMs: 60_000 });
    show("hidden");
    stop();
    const before = told.length;
    goOnline(false);
    show("visible");
    expect(told).toHaveLength(before);
    expect(clock.pending).toBe(0);
  });

  it("has no obstacle where there is neither page nor worker", () => {
    const told: (Obstacle | undefined)[] = [];
    createEnvironment({ clock: createFakeClock(), needsNetwork: true, globals: {} }).watch(
      (obstacle) => told.push(obstacle),
      () => {},
    );
    expect(told).toEqual([undefined]);
  });
});
