import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { Ajv, type AnySchemaObject } from "ajv";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { checkLooks, useConsole } from "./harness.ts";

const pass = (name: string, kind = "bidder") => Buffer.from(`${kind}:${name}`).toString("base64url");

/** Resolves with the socket once it is open, or with the status of a refusal. */
function open(url: string, protocols: readonly string[] = []): Promise<WebSocket | number> {
  const socket = new WebSocket(url, [...protocols]);
  return new Promise((resolve) => {
    socket.once("open", () => resolve(socket));
    socket.once("unexpected-response", (_request, { statusCode = 0 }) => resolve(statusCode));
    socket.once("error", () => {});
  });
}

const row = (page: Page, text: string | RegExp) => page.locator(".row", { hasText: text });
const why = (page: Page) => page.textContent(".trace-why p");
const lines = (page: Page) => page.locator(".waterfall-title").allTextContents();

/** Resolves with the file that a click on a button saves. */
async function saved(page: Page, name: string): Promise<unknown> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name, exact: true }).first().click(),
  ]);
  return JSON.parse(await readFile(await download.path(), "utf8"));
}

const require = createRequire(import.meta.url);
const META = require("ajv/dist/refs/json-schema-draft-06.json") as AnySchemaObject;
const HAR_SCHEMAS = require("har-schema") as Readonly<Record<string, AnySchemaObject>>;

function harErrors(har: unknown): readonly unknown[] {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  ajv.addMetaSchema(META);
  ajv.addSchema(Object.values(HAR_SCHEMAS));
  return ajv.validate("har.json#", har) ? [] : (ajv.errors ?? []);
}

describe("traces of a foreign template", () => {
  const own = useConsole("foreign");

  beforeAll(async () => {
    const { webSockets, journal } = own.engine;
    const url = webSockets[0]?.url ?? "";
    expect(await open(`${url}?pass=${pass("barred")}`)).toBe(403);
    expect(await open(`${url}?pass=${pass("x", "nobody")}`)).toBe(401);
    expect(await open(url)).toBe(401);
    expect(await open(`${url}x?pass=${pass("ann")}`)).toBe(403);
    const socket = (await open(`${url}?pass=${pass("ann")}`)) as WebSocket;
    for (const bid of [{ lot: "clock", amount: 5 }, { lot: "broken", amount: 5 }, { lot: "clock" }])
      socket.send(JSON.stringify({ type: "bid", ...bid }));
    const settled = (failed: number) =>
      journal.waitFor(({ service, type, data }) => {
        const list = Array.isArray(data.failed) ? data.failed : [];
        return service === "lambda" && type === "batch" && list.length === failed;
      });
    await Promise.all([settled(0), settled(1)]);
    socket.close();
    await journal.waitFor({ type: "answer", data: { eventType: "DISCONNECT" } });
  });

  it("are a line each, with kind, route, user, status and duration", async () => {
    const page = await own.openView("#/traces");
    await expect.poll(() => row(page, "").count()).toBe(9);
    const shown = await page.locator(".row").allTextContents();
    expect(shown.filter((text) => /^[\d:.]+Messagebid.*Auction \/ liveann/.test(text))).toHaveLength(3);
    // A refusal may take less than 0.1 ms.
    expect(shown.filter((text) => /\d+(\.\d+)? (µs|ms|s)$/.test(text))).toHaveLength(9);
    expect(shown.join()).not.toMatch(/\d\.\d{4}/);
    await expect.poll(() => row(page, "failed later").count()).toBe(1);
    await checkLooks(page, "traces-foreign");
  });

  it("tell in one sentence why somebody was refused", async () => {
    const page = await own.openView("#/traces?kind=handshake&status=failures");
    await expect.poll(() => row(page, "Handshake").count()).toBe(4);
    const told = [];
    for (let at = 0; at < 4; at++) {
      await row(page, "Handshake").nth(at).click();
      told.push(await why(page));
    }
    expect(told).toEqual([
      expect.stringMatching(/with 403 because no stage has the path \/livex; there is ws:.*\/live\.$/),
      "The handshake was refused with 401 because it brought no route.request.querystring.pass: the authorizer Gate was not called.",
      "The handshake was refused with 401 because its authorizer Gate refused: Gatekeeper threw Error: Unauthorized.",
      expect.stringMatching(/with 403 because the policy of the authorizer Gate denies execute-api:Invoke on arn:/),
    ]);
    await row(page, "Handshake").nth(2).click();
    expect(await page.textContent(".trace-place code")).toMatch(/^gatekeeper\.mjs:4:\d+$/);
    await checkLooks(page, "traces-foreign-refused");
  });

  it("unfold from a message over event, rule, queue and batch to the dead end", async () => {
    const page = await own.openView("#/traces");
    await row(page, "failed later").click();
    await expect.poll(() => why(page)).toContain("Settle threw Error: The lot broken cannot be settled.");
    const shown = await lines(page);
    for (const line of [
      "Message bid",
      "Bid",
      "EventBridge PutEvents",
      "BidPlaced",
      "BidPlaced → Bids",
      "Batch of 1",
      "Settle",
    ])
      expect(shown).toContain(line);
    expect(shown).toContain("bid of 5 on broken");
    expect(await page.textContent(".trace-place code")).toMatch(/^settle\.mjs:5:\d+$/);
    await page.locator(".waterfall-line", { hasText: "Batch of 1" }).click();
    await expect.poll(() => page.textContent(".waterfall-more")).toContain("lambda/batch");
    await checkLooks(page, "traces-foreign-message");
  });

  it("have links, and filters that stand in the address", async () => {
    const page = await own.openView("#/traces");
    await row(page, "101").click();
    await page.getByLabel("Show this user only").click();
    await expect.poll(() => page.url()).toMatch(/#\/traces\/1-[0-9a-f-]+\?user=ann$/);
    await page.getByLabel("Kind").selectOption("message");
    await expect.poll(() => row(page, "").count()).toBe(3);
    await page.reload();
    await expect.poll(() => row(page, "").count()).toBe(3);
    expect(await page.textContent(".trace h2")).toBe("$connect");
    const other = await own.openView("#/traces/1-00000000-000000000000000000000000?q=nothing");
    await expect.poll(() => other.textContent("main")).toContain("This trace is not here any more");
    await other.getByRole("button", { name: "Show all" }).click();
    await expect.poll(() => row(other, "").count()).toBe(9);
  });

  it("stand still while they are paused, and tell how many have come", async () => {
    const page = await own.openView("#/traces?kind=handshake");
    await expect.poll(() => row(page, "").count()).toBe(5);
    await page.getByRole("button", { name: "Pause" }).click();
    await open(`${own.engine.webSockets[0]?.url}?pass=${pass("barred")}`);
    await expect.poll(() => page.textContent(".traces-counts")).toContain("paused, 1 new");
    expect(await row(page, "").count()).toBe(5);
    await page.getByRole("button", { name: "Go on" }).click();
    await expect.poll(() => row(page, "").count()).toBe(6);
  });

  it("leave out what the page itself reads, and show it to who asks", async () => {
    const page = await own.openView("#/data/tables/Bidders");
    await own.engine.journal.waitFor({ service: "dynamodb", type: "call", data: { caller: "console" } });
    await page.goto(`${own.engine.endpoint}/#/traces`);
    await expect.poll(() => page.textContent(".traces-counts")).toMatch(/\d of this page itself left out Show$/);
    expect(await row(page, "Scan").count()).toBe(0);
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await expect.poll(() => row(page, "Scan").count()).toBeGreaterThan(0);
    expect(page.url()).toContain("console=shown");
  });

  it("are saved as JSON, and handshakes as a HAR that its schema takes", async () => {
    const page = await own.openView("#/traces?kind=handshake&status=101");
    await expect.poll(() => row(page, "").count()).toBe(1);
    const { traces } = (await saved(page, "JSON")) as { readonly traces: readonly { readonly entries: object[] }[] };
    expect(traces[0]?.entries.length).toBeGreaterThan(5);
    const har = (await saved(page, "HAR")) as { readonly log: { readonly entries: readonly object[] } };
    expect(harErrors(har)).toEqual([]);
    expect(har.log.entries).toEqual([
      expect.objectContaining({
        request: expect.objectContaining({ method: "GET", url: own.engine.webSockets[0]?.url }),
        response: expect.objectContaining({ status: 101, statusText: "Switching Protocols" }),
      }),
    ]);
  });
});

describe("traces of the app", () => {
  const own = useConsole("app");

  it("tell why a token was refused, with the line of code", async () => {
    const page = await own.openView("#/traces");
    expect(await page.textContent("main")).toContain("Nothing has happened yet");
    expect(await open(own.engine.webSockets[0]?.url ?? "", ["websocket", "no.token.atall"])).toBe(401);
    await row(page, "401").click();
    await expect.poll(() => why(page)).toMatch(/^The handshake was refused with 401 because its authorizer .* threw /);
    expect(await page.textContent(".trace-place code")).toMatch(/^src\/.*\.ts:\d+:\d+$/);
    expect(await page.textContent(".trace-log")).toMatch(/^AuthorizerFunction had logged: Connection refused · cause=/);
    expect(await lines(page)).toEqual(expect.arrayContaining(["Handshake", "AuthorizerFunction"]));
    await checkLooks(page, "traces-app");
  });
});
