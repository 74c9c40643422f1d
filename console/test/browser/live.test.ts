import { once } from "node:events";
import type { Page } from "playwright-core";
import { afterEach, describe, expect, it } from "vitest";
import type { WebSocket } from "ws";
import { clientsOf } from "./clients.ts";
import { checkAccessibility, checkLooks, keepScreenshot, useConsole } from "./harness.ts";

const lanes = (page: Page) => page.locator('[role=listbox][aria-label="Connections"] [role=option]');
const tab = (page: Page, name: string) => page.getByRole("tab", { name: new RegExp(`^${name}`) }).click();
const panel = (page: Page) => page.getByRole("tabpanel");

/** Tabs that are looked at in both themes and on both widths. */
const LOOKED_AT = { app: ["overview", "items", "identity"], foreign: ["frames", "headers", "trace", "close"] };

const consoles = { app: useConsole("app"), foreign: useConsole("foreign") };

describe.each(["app", "foreign"] as const)("Live over the template %s", (template) => {
  const own = consoles[template];
  const sockets: WebSocket[] = [];
  const connect = async (name: string) => {
    const socket = await clientsOf(template, own.engine).connect(name);
    sockets.push(socket);
    return socket;
  };
  afterEach(async () => {
    for (const socket of sockets.splice(0)) {
      socket.terminate();
      if (socket.readyState !== socket.CLOSED) await once(socket, "close");
    }
  });

  it("says how to connect while nobody is there, and then has a lane for who comes", async () => {
    const page = await own.openView("#/live");
    const { url = "" } = own.engine.webSockets[0] ?? {};
    await expect.poll(() => page.textContent(".view")).toContain("Nobody is connected yet");
    const line = template === "app" ? `wscat -c ${url}` : `wscat -c '${url}?pass=PASS'`;
    expect(await page.textContent(".view")).toContain(line);
    await checkLooks(page, `live-empty-${template}`);
    await connect("ann");
    await expect.poll(() => lanes(page).count()).toBe(1);
    expect(await lanes(page).textContent()).toMatch(/open.*ann/);
  });

  it("counts what goes both ways as it goes, and keeps who has left", async () => {
    const { message } = clientsOf(template, own.engine);
    const socket = await connect("ann");
    const page = await own.openView("#/live");
    const lane = lanes(page).filter({ hasText: "open" });
    await expect.poll(() => lane.count()).toBe(1);
    socket.send(message);
    await once(socket, "message");
    await expect.poll(() => lane.locator(".live-in").textContent()).toMatch(new RegExp(`^1${message.length} B`));
    await expect.poll(() => lane.locator(".live-out").textContent()).toMatch(/^1/);
    await expect.poll(() => lane.locator(".live-spark").count()).toBe(1);
    socket.close(4001, "enough");
    await expect.poll(() => lanes(page).filter({ hasText: "closed 4001" }).count()).toBe(1);
  });

  it("finds and sorts", async () => {
    await connect("ann");
    await connect("bob");
    const page = await own.openView("#/live");
    await page.getByRole("button", { name: /^Open/ }).click();
    await expect.poll(() => lanes(page).count()).toBe(2);
    await page.keyboard.press("/");
    await page.keyboard.type("bob");
    await expect.poll(() => lanes(page).allTextContents()).toEqual([expect.stringContaining("bob")]);
    await page.keyboard.type("by");
    await expect.poll(() => page.textContent(".view")).toContain("No connection is like that");
    await page.getByLabel("Search connections").fill("");
    await page.getByRole("button", { name: "User" }).click();
    await expect.poll(() => lanes(page).locator(".live-user").allTextContents()).toEqual(["ann", "bob"]);
    await page.getByRole("button", { name: "User, ascending" }).click();
    await expect.poll(() => lanes(page).locator(".live-user").allTextContents()).toEqual(["bob", "ann"]);
  });

  it("shows all of a connection, with tokens masked", async () => {
    const { message, answers } = clientsOf(template, own.engine);
    const socket = await connect("ann");
    socket.send(message);
    await once(socket, "message");
    const page = await own.openView("#/live");
    // Each look takes a second or two, and what is around the content is the same.
    const looks = async (name: string) => {
      if (LOOKED_AT[template].includes(name)) await checkLooks(page, `live-${name}-${template}`);
    };
    await lanes(page).filter({ hasText: "open" }).click();
    expect(page.url()).toContain("#/connections/");
    await expect.poll(() => panel(page).textContent()).toMatch(/Connected\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/);
    expect(await panel(page).textContent()).toContain("Source IP127.0.0.1");
    await looks("overview");
    await tab(page, "Frames");
    await expect.poll(() => page.getByRole("option").filter({ hasText: answers }).count()).toBe(1);
    await page.getByRole("listbox", { name: "Frames" }).getByRole("option").first().click();
    await expect.poll(() => page.textContent(".live-payload")).toContain("[masked, 16 characters]");
    await looks("frames");
    await tab(page, "Identity");
    await expect.poll(() => panel(page).textContent()).toContain("ann");
    await looks("identity");
    await tab(page, "Headers");
    await expect.poll(() => panel(page).textContent()).toContain("sid=[masked, 3 characters]");
    await looks("headers");
    await tab(page, "Items");
    await expect.poll(() => panel(page).textContent()).toMatch(/\d items? of 1 table mentions? it/);
    await page.locator(".live-item summary").first().click();
    await looks("items");
    await tab(page, "Trace");
    await expect
      .poll(() => panel(page).locator("li").first().textContent())
      .toMatch(/^\d\d:\d\d:[\d.]+(Message )?(bid|\$default)/);
    await looks("trace");
    expect(await page.content()).not.toMatch(/hidden-from-eyes|eyJhbGciOi/);
  });

  it("sends to one, closes it with a code after asking, and drops another", async () => {
    const [ann, bob] = [await connect("ann"), await connect("bob")];
    const page = await own.openView("#/live");
    await lanes(page).filter({ hasText: "ann" }).filter({ hasText: "open" }).click();
    await page.getByRole("button", { name: "Send" }).first().click();
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
    await expect.poll(focused).toBe("Message to the client");
    await page.getByLabel("Message to the client").fill('{"hello":"ann"}');
    const heard = once(ann, "message");
    await page.keyboard.press("Control+Enter");
    expect(String((await heard)[0])).toBe('{"hello":"ann"}');
    await expect.poll(() => page.textContent(".live-composer")).toContain("Sent 15 B.");
    await expect.poll(() => page.getByRole("option").filter({ hasText: '{"hello":"ann"}' }).count()).toBe(1);

    await page.getByRole("button", { name: "Close …" }).click();
    await page.getByLabel("Code").selectOption("other");
    await page.getByLabel("Code of your own").fill("1005");
    await page.getByRole("button", { name: "Close with 1005" }).click();
    await expect.poll(() => page.textContent("dialog")).toContain("A server may not close with the code 1005");
    if (LOOKED_AT[template].includes("close")) await checkLooks(page, "live-close");
    await page.getByLabel("Code of your own").fill("4123");
    await page.getByLabel("Reason").fill("tests");
    const closed = once(ann, "close");
    await page.getByRole("button", { name: "Close with 4123" }).click();
    const [code, reason] = await closed;
    expect([code, String(reason)]).toEqual([4123, "tests"]);
    await tab(page, "Overview");
    await expect.poll(() => panel(page).textContent()).toMatch(/Closed with 4123 .*“tests”, from the console/);
    expect(await page.locator(".live-actions").count()).toBe(0);
    await keepScreenshot(page, `live-closed-${template}`);

    await lanes(page).filter({ hasText: "bob" }).filter({ hasText: "open" }).click();
    await page.getByRole("button", { name: "Drop TCP …" }).click();
    const lost = once(bob, "close");
    await page.getByRole("button", { name: "Drop it" }).click();
    expect((await lost)[0]).toBe(1006);
    await expect.poll(() => page.textContent(".live-title")).toContain("closed 1006");
  });

  it("tells of an id that nobody has, and goes back by Escape", async () => {
    await connect("ann");
    const page = await own.openView("#/connections/BFaT_fALIAMCKug%3D");
    await expect.poll(() => page.textContent(".split-detail")).toContain("No connection BFaT_fALIAMCKug= is known");
    await checkAccessibility(page);
    await page.getByRole("button", { name: "Close the detail" }).press("Escape");
    await expect.poll(() => page.url()).toContain("#/live");
  });
});

describe("Live", () => {
  const own = consoles.foreign;

  it("says why a handshake was refused", async () => {
    const page = await own.openView("#/live");
    await expect(clientsOf("foreign", own.engine).connect("barred")).rejects.toThrow("403");
    await lanes(page).filter({ hasText: "refused 403" }).click();
    await expect.poll(() => panel(page).textContent()).toContain("Refused with 403");
    await checkLooks(page, "live-refused");
  });
});
