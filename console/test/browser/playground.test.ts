import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { checkLooks, keepScreenshot, useConsole } from "./harness.ts";

const PASS = "Ym";

const socket = (page: Page, number = 1) => page.getByRole("region", { name: `Socket ${number}` });
const stateOf = (page: Page, number = 1) => socket(page, number).locator(".socket-state").textContent();
const linesOf = (page: Page, number = 1) => socket(page, number).locator(".line-text").allTextContents();

async function openSocket(page: Page, number = 1): Promise<void> {
  await socket(page, number).getByRole("button", { name: "Get a token" }).click();
  await expect.poll(() => socket(page, number).locator(".token-actions").textContent()).toContain("It is ");
  await socket(page, number).getByRole("button", { name: "Open", exact: true }).click();
  await expect.poll(() => stateOf(page, number)).toBe("open");
}

async function send(page: Page, text: string, number = 1): Promise<void> {
  await socket(page, number).getByLabel("Message", { exact: true }).fill(text);
  await socket(page, number).getByRole("button", { name: "Send" }).click();
}

describe("the playground over somebody else's template", () => {
  const own = useConsole("foreign");

  it("gets a token of the likeliest function, puts it where the authorizer looks, opens and talks", async () => {
    const page = await own.openView("#/playground", { isFresh: true });
    await expect.poll(() => socket(page).getByLabel("From the function").inputValue()).toBe("IssuePass");
    await openSocket(page);
    expect(await socket(page).getByLabel("Name of query parameter 1").inputValue()).toBe("pass");
    expect(await socket(page).getByLabel("Value of query parameter 1").inputValue()).toContain(PASS);
    const choices = await socket(page).locator("select.templates option").allTextContents();
    expect(choices).toEqual(["Begin with…", "bid", "$default"]);
    await socket(page).locator("select.templates").selectOption({ label: "bid" });
    const message = socket(page).getByLabel("Message", { exact: true });
    expect(JSON.parse(await message.inputValue())).toEqual({ type: "bid", lot: "text", amount: 1 });
    await socket(page).getByRole("button", { name: "Send" }).click();
    await expect.poll(() => linesOf(page)).toContain('{"type":"accepted","lot":"text","amount":1}');
    await socket(page).locator(".line.in").click();
    await expect.poll(() => socket(page).getByLabel("The line in full").textContent()).toContain('lot: "text"');
    await checkLooks(page, "playground-foreign");
  });

  it("helps with the model of a message before it is sent", async () => {
    const page = await own.openView("#/playground", { isFresh: true });
    await socket(page).locator("select.templates").selectOption({ label: "bid" });
    const message = socket(page).getByLabel("Message", { exact: true });
    const help = socket(page).locator(".composer-foot [role=status]");
    await message.fill('{"type":"bid","lot":7}');
    await expect.poll(() => help.textContent()).toBe("bid: amount is missing. (and 1 more)");
    await message.fill('{"type":"bid","lot":"vase","amount":0}');
    await expect.poll(() => help.textContent()).toBe("bid: amount is less than 1.");
    await message.fill("{");
    await expect.poll(() => help.textContent()).toMatch(/JSON/);
    expect(await socket(page).getByRole("button", { name: "Send" }).isDisabled()).toBe(true);
  });

  it("leads to the connection that a socket became", async () => {
    const page = await own.openView("#/playground", { isFresh: true });
    await openSocket(page);
    const { connectionId } = (await own.engine.journal.waitFor({ service: "execute-api", type: "connect" })).data;
    await expect.poll(() => socket(page).locator(".socket-head a").count()).toBe(1);
    const id = await socket(page).locator(".socket-head a").textContent();
    const entries = own.engine.journal.entries({ type: "connect", data: { connectionId: id } });
    expect([typeof connectionId, entries.length]).toEqual(["string", 1]);
  });

  it.each(["browser", "engine"])("says why a handshake was refused that the %s sent", async (opener) => {
    const page = await own.openView("#/playground", { isFresh: true });
    await socket(page).getByLabel("Opened by").selectOption(opener);
    await socket(page).getByRole("button", { name: "Open", exact: true }).click();
    await expect.poll(() => stateOf(page)).toBe("refused");
    expect(await socket(page).getByRole("alert").textContent()).toMatch(/^Refused with 401 Unauthorized: .*pass/);
  });

  it("shows a refusal by policy in both themes and on both widths", async () => {
    const page = await own.openView("#/playground", { isFresh: true });
    await socket(page).getByLabel("Event").fill('{"name":"barred"}');
    await socket(page).getByRole("button", { name: "Get a token" }).click();
    await expect
      .poll(() => socket(page).locator(".token-actions").textContent())
      .toContain("It is in the query, as pass.");
    await socket(page).getByRole("button", { name: "Open", exact: true }).click();
    await expect.poll(() => stateOf(page)).toBe("refused");
    expect(await page.getByRole("alert").textContent()).toMatch(/^Refused with 403 Forbidden: /);
    await checkLooks(page, "playground-refused");
  });

  it("sends headers, pings and any close code through the engine", async () => {
    const page = await own.openView("#/playground", { isFresh: true });
    await socket(page).getByLabel("Opened by").selectOption("engine");
    await socket(page).getByRole("button", { name: "Add a header" }).click();
    await socket(page).getByLabel("Name of header 1").fill("X-Colour");
    await socket(page).getByLabel("Value of header 1").fill("green");
    await openSocket(page);
    await socket(page).getByRole("button", { name: "Ping" }).click();
    await expect.poll(() => linesOf(page)).toContain("Pong");
    await socket(page).getByRole("button", { name: "Close…" }).click();
    await page.getByRole("dialog").getByLabel("Code", { exact: true }).fill("1008");
    await page.getByRole("dialog").getByLabel("Reason").fill("enough");
    await checkLooks(page, "playground-close");
    await page.getByRole("dialog").getByRole("button", { name: "Close", exact: true }).last().click();
    await own.engine.journal.waitFor({ type: "disconnect", data: { code: 1008 } });
    await expect.poll(() => stateOf(page)).toBe("closed");
  });

  it("offers the lines for a terminal and a program", async () => {
    const page = await own.openView("#/playground", { isFresh: true });
    await socket(page).getByRole("button", { name: "Add a query parameter" }).click();
    await socket(page).getByLabel("Name of query parameter 1").fill("pass");
    await socket(page).getByLabel("Value of query parameter 1").fill("a b");
    await socket(page).getByRole("button", { name: "Lines to copy for Socket 1" }).click();
    const text = (await page.getByRole("dialog").textContent()) ?? "";
    expect(text).toContain(`npx wscat -c '${own.engine.webSockets[0]?.url}?pass=a+b'`);
    expect(text).toContain("curl -i -N --http1.1");
    await checkLooks(page, "playground-lines");
  });

  it("keeps saved messages and identities over a reload", async () => {
    const page = await own.openView("#/playground", { isFresh: true });
    await socket(page).getByLabel("Message", { exact: true }).fill('{"kept":true}');
    await socket(page).getByRole("button", { name: "Save the message" }).click();
    await socket(page).getByLabel("Save as").fill("mine");
    await page.keyboard.press("Enter");
    await socket(page).getByLabel("Event").fill('{"name":"zoe"}');
    await socket(page).getByRole("button", { name: "Keep" }).click();
    await socket(page).getByLabel("Keep this event as").fill("zoe");
    await page.keyboard.press("Enter");
    await page.reload();
    await socket(page).locator("select.templates").selectOption({ label: "mine" });
    const message = socket(page).getByLabel("Message", { exact: true });
    await expect.poll(() => message.inputValue()).toBe('{"kept":true}');
    await socket(page).getByRole("button", { name: "zoe", exact: true }).click();
    await expect.poll(() => socket(page).getByLabel("Event").inputValue()).toBe('{"name":"zoe"}');
  });
});

describe("the playground over the app's template", () => {
  const own = useConsole("app");

  it("has two users side by side, and keeps their sockets while other views are looked at", async () => {
    const page = await own.openView("#/playground", { isFresh: true });
    await expect.poll(() => socket(page).getByLabel("From the function").inputValue()).toMatch(/CreateTestJwt/);
    await openSocket(page);
    const choices = await socket(page).locator("select.templates option").allTextContents();
    expect(choices).toEqual(expect.arrayContaining(["Subscribe to an entity", "Ping"]));
    expect(choices).not.toContain("subscribe");
    await page.getByRole("button", { name: "New socket" }).click();
    await socket(page, 2).getByRole("button", { name: "bob", exact: true }).click();
    await openSocket(page, 2);
    await send(page, '{"action":"no such thing"}');
    await expect.poll(() => linesOf(page).then((lines) => lines.length)).toBeGreaterThan(2);
    await keepScreenshot(page, "playground-two");
    await checkLooks(page, "playground-app");
    await page.keyboard.press("Escape");
    await page.goto(`${own.engine.endpoint}/#/metrics`);
    await page.goto(`${own.engine.endpoint}/#/playground`);
    await expect.poll(() => stateOf(page, 2)).toBe("open");
    expect(await page.locator(".toolbar").textContent()).toContain("2 sockets, 2 open");
  });

  it("says that a browser cannot ping", async () => {
    const page = await own.openView("#/playground", { isFresh: true });
    await openSocket(page);
    const ping = socket(page).getByRole("button", { name: "Ping" });
    expect(await ping.isDisabled()).toBe(true);
    expect(await ping.getAttribute("title")).toContain("A browser cannot send pings");
  });
});
