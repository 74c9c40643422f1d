// Makes the pictures of the console for docs/console.md: each view, light and dark, over the app with some traffic.
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { chromiumOfWorker } from "../../console/test/browser/chromium.ts";
import { type Engine, startEngine } from "../../engine/src/index.ts";
import { buildConsole } from "../packages/console.mjs";
import { makeTraffic } from "./traffic.ts";

const root = join(import.meta.dirname, "../..");
const FOLDER = join(root, "docs/console");
const VIEWPORT = { width: 1280, height: 800 };

type Prepare = (page: Page) => Promise<unknown>;

/** Opens the first row of a list. */
const openFirst: Prepare = (page) => page.locator("[role=listbox] [role=option], [role=treeitem]").first().click();

/** Each picture: its place, and what is clicked there. */
const PICTURES: Readonly<Record<string, { readonly hash: string; readonly prepare?: Prepare }>> = {
  live: { hash: "#/live", prepare: openFirst },
  traces: { hash: "#/traces", prepare: openFirst },
  playground: { hash: "#/playground" },
  functions: { hash: "#/functions/AuthorizerFunction" },
  data: { hash: "#/data/tables/ConnectionsTable" },
  diagram: { hash: "#/diagram" },
  metrics: { hash: "#/metrics" },
  time: { hash: "#/time" },
  api: { hash: "#/api" },
};

async function takeAll(browser: Browser, engine: Engine): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    const context = await browser.newContext({ viewport: VIEWPORT, colorScheme, reducedMotion: "reduce" });
    for (const [name, { hash, prepare }] of Object.entries(PICTURES)) {
      const page = await context.newPage();
      await page.goto(`${engine.endpoint}/${hash}`);
      await page.waitForSelector(".view:not([aria-busy=true]) > *, .main > .empty");
      await page.waitForTimeout(1_000);
      await prepare?.(page);
      await page.waitForTimeout(500);
      await page.screenshot({ path: join(FOLDER, `${name}-${colorScheme}.png`) });
      console.log(`docs/console/${name}-${colorScheme}.png`);
      await page.close();
    }
    await context.close();
  }
}

await rm(FOLDER, { recursive: true, force: true });
await mkdir(FOLDER, { recursive: true });
const [engine] = await Promise.all([startEngine({ template: join(root, "app/template.yaml") }), buildConsole()]);
const browser = await chromiumOfWorker();
try {
  const sockets = await makeTraffic(engine);
  await takeAll(browser, engine);
  for (const socket of sockets) socket.terminate();
} finally {
  await browser.close();
  await engine.stop();
}
