import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { clientsOf } from "./clients.ts";
import { checkAccessibility, checkLooks, useConsole } from "./harness.ts";

const total = (page: Page, name: string) =>
  page.evaluate(
    (wanted) =>
      [...document.querySelectorAll(".totals > div")].find((each) => each.firstChild?.textContent === wanted)?.lastChild
        ?.textContent,
    name,
  );

const consoles = { app: useConsole("app"), foreign: useConsole("foreign") };

describe.each([
  ["app", "ping", { action: "ping" }],
  ["foreign", "bid", { type: "bid", lot: "vase", amount: 12 }],
] as const)("Metrics over the template %s", { timeout: 60_000 }, (template, route, message) => {
  const own = consoles[template];

  it("shows connections, messages, latency and errors, of all, of a route and of a function", async () => {
    const page = await own.openView("#/metrics?minutes=1");
    expect(await page.textContent("main")).toContain("Nothing has been counted yet");
    await checkAccessibility(page);
    const socket = await clientsOf(template, own.engine).connect("ann");
    for (let count = 0; count < 5; count++) socket.send(JSON.stringify(message));
    await expect.poll(() => total(page, "Connections"), { timeout: 10_000 }).toBe("1");
    await expect.poll(() => page.textContent(".breakdown")).toContain(route);
    await expect.poll(() => total(page, "p95")).toMatch(/^[\d.]+ m?s$/);
    expect(await page.locator(".plot-card h2").allTextContents()).toEqual([
      "Connections",
      "Messages",
      "Latency",
      "Errors",
    ]);
    expect(await page.locator(".plot svg").count()).toBe(4);
    await page.getByText("Latency as a table").click();
    expect(await page.locator("details[open] tbody tr").count()).toBe(12);
    await page.locator(".breakdown").getByRole("link", { name: route, exact: true }).click();
    await expect.poll(() => page.getByLabel("Numbers of").inputValue()).toMatch(new RegExp(`^route .* ${route}$`));
    expect(await page.locator(".plot-card h2").allTextContents()).toEqual(["Invocations", "Latency", "Errors"]);
    socket.close();
    await page.getByRole("button", { name: "60 min" }).click();
    await expect.poll(() => page.url()).toContain("minutes=60");
  });

  it("has nothing that axe complains of, in both themes and on both widths", async () => {
    const page = await own.openView("#/metrics?minutes=1");
    await expect.poll(() => page.locator(".plot svg").count()).toBe(4);
    await checkLooks(page, `metrics-${template}`);
  });
});

describe("Metrics", () => {
  const own = consoles.foreign;

  it("counts what came while another view was open, and a refused handshake as an error", async () => {
    const page = await own.openView("#/diagram");
    const refused = new WebSocket(`${own.engine.webSockets[0]?.url}?pass=none`);
    await new Promise((resolve) => refused.once("error", resolve));
    await page.evaluate(() => {
      location.hash = "#/metrics";
    });
    await expect.poll(() => total(page, "Errors"), { timeout: 10_000 }).toBe("1");
  });
});
