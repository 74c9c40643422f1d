import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { checkLooks, useConsole } from "./harness.ts";

describe("API over the app", { timeout: 60_000 }, () => {
  const own = useConsole("app");

  it("shows the project's own AsyncAPI document: addresses, security, and what clients send and get", async () => {
    const page = await own.openView("#/api");
    await expect
      .poll(() => page.textContent("main"))
      .toContain("The project's own document, ../contract/asyncapi.json.");
    expect(await page.textContent(".api-schemes")).toContain("header Sec-WebSocket-Protocol");
    await page.getByLabel("Search operations").fill("subscribe to an");
    await expect.poll(() => page.locator(".api-row").count()).toBe(1);
    await page.locator(".api-row").first().click();
    await expect.poll(() => page.textContent(".operation h2")).toContain("send");
    expect(await page.textContent(".operation")).toContain("entityId");
    const link = await page.getByRole("link", { name: "Try in the playground" }).first().getAttribute("href");
    expect(JSON.parse(new URLSearchParams(link?.split("?")[1]).get("message") ?? "")).toMatchObject({
      action: "subscribe",
    });
  });

  it("shows the OpenAPI document of the HTTP side, and downloads it", async () => {
    const page = await own.openView("#/api");
    await page.getByLabel("Document", { exact: true }).selectOption({ label: "OpenAPI of HttpApi" });
    await expect.poll(() => page.textContent("main")).toContain("openapi.json");
    await page.locator(".api-row", { hasText: "/requests" }).first().click();
    await expect.poll(() => page.textContent(".operation")).toContain("422");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("openapi.json");
    expect(JSON.parse(await readFile(await download.path(), "utf8")).openapi).toMatch(/^3\./);
  });

  it("has nothing that axe complains of, in both themes and on both widths", async () => {
    const page = await own.openView("#/api/asyncapi");
    await expect.poll(() => page.locator(".api-row").count()).toBeGreaterThan(5);
    await checkLooks(page, "api-app");
    await page.locator(".api-row").first().click();
    await expect.poll(() => page.locator(".operation").count()).toBe(1);
    await checkLooks(page, "api-operation-app");
  });
});

describe("API over a foreign template", { timeout: 60_000 }, () => {
  const own = useConsole("foreign");

  it("shows what the template says: the authorizer's query, routes, and a model as a table with an example", async () => {
    const page = await own.openView("#/api");
    await expect.poll(() => page.textContent("main")).toContain("Made of the template");
    expect(await page.textContent(".api-schemes")).toContain("query pass");
    expect(await page.locator(".api-name").allTextContents()).toEqual(["bid", "$default"]);
    await page.locator(".api-row", { hasText: "bid" }).first().click();
    await expect
      .poll(() => page.locator(".operation tbody tr").allTextContents())
      .toEqual(expect.arrayContaining([expect.stringMatching(/^amountrequired.*number≥ 1$/)]));
    expect(JSON.parse((await page.locator(".example pre").first().textContent()) ?? "")).toMatchObject({
      type: "bid",
      amount: 1,
    });
    await checkLooks(page, "api-foreign");
    await page.keyboard.press("Escape");
  });
});
