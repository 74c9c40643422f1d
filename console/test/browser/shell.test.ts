import { describe, expect, it } from "vitest";
import { checkAccessibility, checkLooks, keepScreenshot, useConsole } from "./harness.ts";

const TITLES = ["Live", "Traces", "Playground", "Functions", "Data", "Diagram", "Metrics", "Time and faults", "API"];

describe.each(["app", "foreign"] as const)("the shell over the template %s", (template) => {
  const own = useConsole(template);

  it("shows the engine's state, its address and its time, and all views", async () => {
    const page = await own.openView("");
    await expect.poll(() => page.textContent(".top [role=status]")).toBe("ready");
    expect(await page.textContent(".top-apis")).toContain(own.engine.webSockets[0]?.url);
    expect(await page.textContent(".top-time")).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC $/);
    expect((await page.locator(".nav li a").allTextContents()).sort()).toEqual([...TITLES].sort());
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
  const own = useConsole("foreign");

  it("goes from view to view by the keyboard, and says which keys there are", async () => {
    const page = await own.openView("#/live");
    await page.keyboard.type("gm");
    await expect.poll(() => page.textContent("h1")).toBe("Metrics");
    await page.keyboard.type("?");
    await expect.poll(() => page.textContent("dialog")).toContain("Playground");
    await checkAccessibility(page);
    await keepScreenshot(page, "shortcuts");
    await page.keyboard.press("Escape");
    await expect.poll(() => page.locator("dialog").count()).toBe(0);
  });

  it("shows the palette without a finding of axe, and what nothing is called", async () => {
    const page = await own.openView("#/live", { theme: "dark" });
    await page.keyboard.press("Control+k");
    await expect.poll(() => page.locator(".palette-item").count()).toBeGreaterThan(9);
    await checkAccessibility(page);
    await keepScreenshot(page, "palette");
    await page.keyboard.type("no such thing");
    await expect.poll(() => page.textContent("dialog")).toContain("Nothing is called so");
    await checkAccessibility(page);
  });

  it("keeps the theme that somebody chose", async () => {
    const page = await own.openView("#/live");
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

  it("says what to do where there is nothing", async () => {
    const page = await own.openView("#/nowhere");
    expect(await page.textContent("main")).toContain("There is nothing at nowhere");
  });
});
