import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { type Engine, startEngine } from "../../../engine/src/index.ts";
import { useConsole } from "./harness.ts";

const FLOOD = 12_000;
const PIECE = 200;

/** Characters of an entry of which a third of the flood is more than the engine waits for, and more than all buffers. */
const LONG = 6_000;

/** Records messages, in pieces, so that a reader can take them. */
async function flood({ journal }: Engine, from: number, to: number, more = ""): Promise<void> {
  const made = { apiId: "made", stage: "live", routeKey: "bid", connectionId: "c", more };
  for (let index = from; index < to; index++) {
    journal.record("execute-api", "message", { ...made, index });
    if (index % PIECE === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Does something while the page stands still, as it does at a breakpoint. */
async function stall(page: Page, work: () => Promise<unknown>): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const paused = new Promise((resolve) => session.once("Debugger.paused", resolve));
  await session.send("Debugger.enable");
  await session.send("Debugger.pause");
  await paused;
  await work();
  await session.send("Debugger.disable");
  await session.detach();
}

const numberIn = (text: string | null | undefined) => Number(/[\d,]+/.exec(text ?? "")?.[0]?.replaceAll(",", "") ?? 0);

describe("a page in a flood", () => {
  const own = useConsole("foreign", { journalBytes: 2 * 1024 * 1024 });

  /** Messages that the page counts, and entries that it says it missed. */
  const told = async (page: Page) => ({
    counted: numberIn(await page.locator(".totals > div", { hasText: "Messages in" }).locator("dd").textContent()),
    missed: numberIn((await page.locator(".missed").allTextContents()).join()),
  });

  it("loses nothing by a reload or a lost connection but what it says that it missed", async () => {
    const page = await own.openView("#/metrics?minutes=60", { isFresh: true });
    const before = own.engine.journal.lastSeq;
    await flood(own.engine, 0, FLOOD / 3);
    await expect.poll(() => told(page)).toEqual({ counted: FLOOD / 3, missed: 0 });

    // The first third goes on to be forgotten by the engine while the page is loaded anew.
    const [reloaded] = await Promise.all([page.reload(), flood(own.engine, FLOOD / 3, (FLOOD * 2) / 3)]);
    expect(reloaded?.ok()).toBe(true);
    await expect
      .poll(async () => {
        const { counted, missed } = await told(page);
        return counted + missed;
      })
      .toBe(own.engine.journal.lastSeq);
    const { missed } = await told(page);
    expect(missed).toBeGreaterThan(before);

    // A page that takes nothing for long is left by the engine, and comes back where it was.
    await stall(page, () => flood(own.engine, (FLOOD * 2) / 3, FLOOD, "x".repeat(LONG)));
    await expect
      .poll(async () => {
        const now = await told(page);
        return now.counted + now.missed;
      })
      .toBe(own.engine.journal.lastSeq);
  });
});

describe("the page and its engine", () => {
  const own = useConsole("foreign");

  it("says that the engine has gone, and goes on by itself with another one at its port", async () => {
    const template = own.engine.stack.file;
    let engine: Engine = await startEngine({ template });
    const port = Number(new URL(engine.endpoint).port);
    try {
      const page = await own.openView("#/playground", { endpoint: engine.endpoint, isFresh: true });
      await expect.poll(() => page.textContent(".top [role=status]")).toBe("ready");
      await engine.stop();
      await expect.poll(() => page.textContent(".lost")).toContain("does not answer. Start it again");
      engine = await startEngine({ template, port });
      await engine.clock.advance(0);
      await fetch(`${engine.endpoint}/_portcullis/clock`, { method: "POST", body: '{"advanceSeconds":3600}' });
      await expect.poll(() => page.locator(".lost").count()).toBe(0);
      await expect.poll(() => page.textContent(".top-time")).toContain("+1 h");
    } finally {
      await engine.stop();
    }
  });
});
