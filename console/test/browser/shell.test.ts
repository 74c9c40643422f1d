import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { checkAccessibility, checkLooks, keepScreenshot, useConsole } from "./harness.ts";

const TITLES = ["Live", "Traces", "Playground", "Functions", "Data", "Diagram", "Metrics", "Time and faults", "API"];

const consoles = { app: useConsole("app"), foreign: useConsole("foreign") };

describe.each(["app", "foreign"] as const)("the shell over the template %s", (template) => {
  const own = consoles[template];

  it("shows the engine's state, its address and its time, and all views", async () => {
    const page = await own.openView("");
    await expect.poll(() => page.textContent(".top [role=status]")).toBe("ready");
    expect(await page.textContent(".top-apis")).toContain(own.engine.webSockets[0]?.url);
    expect(await page.textContent(".top-time")).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC $/);
    expect((await page.locator(".nav-views a").allTextContents()).sort()).toEqual([...TITLES].sort());
    expect(await page.title()).toBe("Live · Portcullis");
  });

  it("finds functions and views in the palette", async () => {
    const page = await own.openView("#/live");
    const [name = ""] = own.engine.functions;
    await page.keyboard.press("Control+k");
    await page.keyboard.type(name.slice(0, 40));
    await expect.poll(() => page.locator(".palette-item").count()).toBeGreaterThan(0);
    await page.keyboard.press("Control+k");
    await page.keyboard.press("Control+k");
    await page.keyboard.type("metr");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.url()).toContain("#/metrics");
  });

  it("has nothing that axe complains of, in both themes and on both widths", async () => {
    const page = await own.openView("#/live");
    await expect.poll(() => page.textContent(".top [role=status]")).toBe("ready");
    await checkLooks(page, `shell-${template}`);
  });
});

describe("the shell", () => {
  const own = consoles.foreign;

  it("goes from view to view by the keyboard, and says which keys there are", async () => {
    const page = await own.openView("#/live");
    await page.keyboard.type("gm");
    await expect.poll(() => page.textContent("h1")).toBe("Metrics");
    await page.keyboard.type("?");
    await expect.poll(() => page.textContent("dialog")).toContain("Playground");
    await checkLooks(page, "shortcuts");
    await page.keyboard.press("Escape");
    await expect.poll(() => page.locator("dialog").count()).toBe(0);
  });

  it("shows the palette without a finding of axe, and what nothing is called", async () => {
    const page = await own.openView("#/live", { theme: "dark" });
    await page.keyboard.press("Control+k");
    await expect.poll(() => page.locator(".palette-item").count()).toBeGreaterThan(9);
    await checkLooks(page, "palette");
    await page.keyboard.type("no such thing");
    await expect.poll(() => page.textContent("dialog")).toContain("Nothing is called so");
    await checkAccessibility(page);
  });

  it("keeps the theme that somebody chose", async () => {
    const page = await own.openView("#/live", { isFresh: true });
    await page.getByLabel("Theme: system").click();
    await page.getByLabel("Theme: light").click();
    await page.reload();
    await expect.poll(() => page.locator("html").getAttribute("data-theme")).toBe("dark");
  });

  it("tells how far the engine's time is ahead", async () => {
    const page = await own.openView("#/live");
    await own.engine.clock.advance(0);
    await fetch(`${own.engine.endpoint}/_portcullis/clock`, { method: "POST", body: '{"advanceSeconds":7200}' });
    await expect.poll(() => page.textContent(".top-time")).toContain("+2 h");
  });

  it("finds resources that hold data in the palette", async () => {
    const page = await own.openView("#/live");
    await page.keyboard.press("Control+k");
    await page.keyboard.type("unsettled");
    await expect
      .poll(() => page.locator(".palette-item").allTextContents())
      .toEqual([expect.stringContaining("UnsettledBidsQueue ")]);
    await page.keyboard.press("Enter");
    await expect.poll(() => page.url()).toContain("#/data/queues/UnsettledBids");
  });

  it("counts dead letters at Data, whichever view is open", async () => {
    const page = await own.openView("#/live");
    expect(await page.locator(".nav-count").count()).toBe(0);
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const sqs = new SQSClient({ endpoint: own.engine.endpoint, region: own.engine.stack.region, credentials });
    const QueueUrl = own.engine.stack.resources.get("UnsettledBids")?.physicalId;
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "lost" }));
    sqs.destroy();
    await expect.poll(() => page.locator(".nav-count").first().textContent()).toBe("1 dead letter");
  });

  it("leads to all views on a phone, where the bar has room for five", async () => {
    const page = await own.openView("#/live", { width: "phone" });
    expect(await page.locator(".nav-views li:visible").count()).toBe(5);
    await page.getByRole("button", { name: "More" }).click();
    await expect.poll(() => page.locator(".nav-menu li:visible").count()).toBe(4);
    await checkAccessibility(page);
    await keepScreenshot(page, "more-phone");
    await page.locator(".nav-menu").getByRole("link", { name: "Metrics" }).press("Enter");
    await expect.poll(() => page.textContent("h1")).toBe("Metrics");
    await expect.poll(() => page.locator(".nav-menu li:visible").count()).toBe(0);
    expect(await page.getByRole("button", { name: "More" }).getAttribute("aria-current")).toBe("true");
  });

  it("offers to try again or to reload when a view cannot be loaded", async () => {
    const page = await own.openView("#/live", { isFresh: true });
    await page.route("**/metrics*.js", (route) => route.abort());
    await page.goto(`${own.engine.endpoint}/#/metrics`);
    await expect.poll(() => page.textContent(".failure")).toContain("could not be loaded");
    expect(await page.locator(".failure button").allTextContents()).toEqual(["Try again", "Reload the page"]);
    await page.unroute("**/metrics*.js");
    await page.getByRole("button", { name: "Reload the page" }).click();
    await expect.poll(() => page.locator("[data-view=metrics] > *").count()).toBeGreaterThan(0);
  });

  it("says what to do where there is nothing", async () => {
    const page = await own.openView("#/nowhere");
    expect(await page.textContent("main")).toContain("There is nothing at nowhere");
  });
});
