import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { promisify } from "node:util";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkAccessibility, checkLooks, VIEWPORTS } from "../../../console/test/browser/looks.ts";
import { root } from "../../../test/source-files.ts";
import { type PageServer, servePages, startChromium } from "../chromium.ts";

const DIST = join(root, "site/dist");
// Half a minute on a quiet machine, and another to install what it takes.
const BUILD_TIMEOUT_MS = 600_000;
const LOOKS_TIMEOUT_MS = 300_000;

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
};

/** Pages of each kind: prose, tables, code, pictures, diagrams, and one that TypeDoc has made. */
const PAGES = [
  "index",
  "tutorial/tutorial",
  "how-to/from-polling-to-push",
  "reference/cli",
  "reference/errors",
  "reference/api-client",
  "explanation/diagram",
  "explanation/architecture",
  "production/checklist",
  "production/runbook",
] as const;

/** Names of all pages of a site, without their ending. */
const pagesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".html"))
    .map((file) => file.slice(0, -".html".length))
    .sort();

describe("npm run docs", () => {
  let server: PageServer;
  let browser: Browser;
  let page: Page;
  const asked: string[] = [];

  beforeAll(async () => {
    await promisify(execFile)("npm", ["run", "--silent", "docs"], { cwd: root });
    server = await servePages(async (request, response) => {
      const { pathname } = new URL(request.url ?? "/", "http://localhost");
      const file = join(DIST, normalize(pathname === "/" ? "/index.html" : pathname));
      const body = await readFile(file).catch(() => undefined);
      response.writeHead(body ? 200 : 404, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
      response.end(body);
    });
    browser = await startChromium();
    page = await browser.newPage();
    page.on("request", (request) => asked.push(new URL(request.url()).hostname));
  }, BUILD_TIMEOUT_MS);

  afterAll(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
  });

  const open = (name: string) =>
    page.goto(`http://127.0.0.1:${server.port}/${name}.html`, { waitUntil: "networkidle" });

  it("makes pages with which axe finds no fault, in both themes and on both widths", {
    timeout: LOOKS_TIMEOUT_MS,
  }, async () => {
    for (const name of PAGES) {
      expect((await open(name))?.status(), name).toBe(200);
      await checkLooks(page, name.replace("/", "-"));
    }
  });

  it("makes no page with which axe finds a fault", { timeout: LOOKS_TIMEOUT_MS }, async () => {
    await page.setViewportSize(VIEWPORTS.wide);
    for (const name of pagesBelow(DIST)) {
      await open(name);
      await checkAccessibility(page).catch((error) => {
        throw new Error(`${name}: ${error.message}`);
      });
    }
  });

  it("makes a search that needs no server", async () => {
    await open("tutorial/tutorial");
    await page.locator(".DocSearch-Button").click();
    await page.locator("#localsearch-input").fill("dead letter");
    await expect.poll(() => page.locator(".result").count()).toBeGreaterThan(2);
  });

  it("makes pages that ask nobody else for anything", () => {
    expect([...new Set(asked)]).toEqual(["127.0.0.1"]);
  });

  it("makes a page of each document, and of each programming interface", () => {
    expect(pagesBelow(DIST).length).toBeGreaterThan(45);
    expect(existsSync(join(DIST, "reference/api-client-react.html"))).toBe(true);
  });
});
