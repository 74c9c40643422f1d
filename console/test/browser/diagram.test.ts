import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { clientsOf } from "./clients.ts";
import { checkLooks, useConsole } from "./harness.ts";

const scaleOf = (page: Page) =>
  page.evaluate(() =>
    Number(/scale\((.+)\)/.exec(document.querySelector(".diagram-picture > g")?.getAttribute("transform") ?? "")?.[1]),
  );

/** Times and errors of an arrow, as the table has them. */
const arrow = (page: Page, from: string, to: string) =>
  page
    .locator(".arrows tbody tr")
    .filter({ has: page.getByText(from, { exact: true }) })
    .filter({ has: page.getByText(to, { exact: true }) })
    .first()
    .locator(".number")
    .allTextContents();

describe("Diagram over a foreign template", { timeout: 60_000 }, () => {
  const own = useConsole("foreign");

  it("counts what goes along the arrows, errors too, from the route to the dead letters", async () => {
    const page = await own.openView("#/diagram");
    await expect.poll(() => page.locator("a.node").count()).toBeGreaterThan(10);
    const socket = await clientsOf("foreign", own.engine).connect("ann");
    socket.send('{"type":"bid","lot":"broken","amount":3}');
    await own.engine.journal.waitFor({ service: "lambda", type: "report", data: { logicalId: "Settle" } });
    await own.engine.clock.advance(120_000);
    await own.engine.journal.waitFor({ service: "sqs", type: "dead-letter" });
    await expect.poll(() => page.locator(".count").count()).toBeGreaterThan(5);
    await expect.poll(() => page.locator(".count.bad").count()).toBeGreaterThan(0);
    await checkLooks(page, "diagram-foreign");
    await page.getByRole("button", { name: "Show a table" }).click();
    expect(await arrow(page, "Auction bid", "Bid")).toEqual(["1", "0"]);
    expect(await arrow(page, "Auction $connect", "Gatekeeper")).toEqual(["1", "0"]);
    expect(await arrow(page, "Door", "Bidders")).toEqual(["1", "0"]);
    expect(await arrow(page, "Bid", "Bus")).toEqual(["1", "0"]);
    expect(await arrow(page, "BidPlaced", "Bids")).toEqual(["1", "0"]);
    expect(await arrow(page, "Bids", "UnsettledBids")).toEqual(["1", "1"]);
    await checkLooks(page, "diagram-table");
    socket.close();
  });

  it("leads from a node to its view, by the keyboard too, and is moved and zoomed by keys and buttons", async () => {
    const page = await own.openView("#/diagram");
    await page.locator(".diagram-canvas").focus();
    const fitted = await scaleOf(page);
    await page.keyboard.press("+");
    await expect.poll(() => scaleOf(page)).toBeGreaterThan(fitted);
    await page.keyboard.press("0");
    await expect.poll(() => scaleOf(page)).toBe(fitted);
    await page.getByRole("button", { name: "Zoom out" }).click();
    await expect.poll(() => scaleOf(page)).toBeLessThan(fitted);
    await page.getByRole("button", { name: "Fit" }).click();
    const node = page.getByRole("link", { name: /^Bids, queue/ });
    await node.focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => page.url()).toContain("#/data/queues/Bids");
  });

  it("is dragged, and a drag over a node is no click on it", async () => {
    const page = await own.openView("#/diagram");
    const box = await page.getByRole("link", { name: /^Settle, function/ }).boundingBox();
    if (!box) throw new Error("There is no such node.");
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 60, y + 40, { steps: 4 });
    await page.mouse.up();
    const after = await page.getByRole("link", { name: /^Settle, function/ }).boundingBox();
    expect(Math.round((after?.x ?? 0) - box.x)).toBe(60);
    expect(page.url()).toContain("#/diagram");
    await page.mouse.click(x + 60, y + 40);
    await expect.poll(() => page.url()).toContain("#/functions/Settle");
  });
});

describe("Diagram over the app", { timeout: 60_000 }, () => {
  const own = useConsole("app");

  it("draws the whole template, with nothing that axe complains of", async () => {
    const socket = await clientsOf("app", own.engine).connect("ann");
    const page = await own.openView("#/diagram");
    await expect.poll(() => page.locator(".count").count()).toBeGreaterThan(1);
    expect(await page.locator(".node").count()).toBeGreaterThan(30);
    await checkLooks(page, "diagram-app");
    socket.close();
  });
});
