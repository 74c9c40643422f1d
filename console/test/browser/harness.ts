import { join } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, vi } from "vitest";
import { type Engine, startEngine } from "../../../engine/src/index.ts";
import { buildConsole } from "../../../scripts/packages/console.mjs";
import { chromiumOfWorker } from "./chromium.ts";
import { type Theme, VIEWPORTS, type Width } from "./looks.ts";

export { checkAccessibility, checkLooks, keepScreenshot, type Theme, type Width } from "./looks.ts";

const root = join(import.meta.dirname, "../../..");

/** The templates that each view is tried on. */
const TEMPLATES = {
  app: join(root, "app/template.yaml"),
  /** Somebody else's, with an authorizer, a model, a table, a bus, a rule and queues of its own. */
  foreign: join(import.meta.dirname, "../fixtures/foreign/template.yaml"),
} as const;

export type TemplateName = keyof typeof TEMPLATES;

export interface OpenOptions {
  readonly theme?: Theme;
  readonly width?: Width;
  /** In a page of its own, which knows nothing of what other tests did in theirs. */
  readonly isFresh?: boolean;
  /** Of another engine than the file's own. */
  readonly endpoint?: string;
}

export interface Console {
  readonly engine: Engine;
  /**
   * Opens a view, `#/live`, and resolves once it is there. The tests of a file share a page, in which one view follows
   * another as it does for people. A test fails with the page.
   */
  openView(hash: string, options?: OpenOptions): Promise<Page>;
}

/** Chromium's words for answers that are errors. */
const REFUSALS = /^(WebSocket connection|Failed to load resource)/;

/** A browser on a machine that is busy takes its time, and a test that waits is no slower for a longer limit. */
const PATIENCE_MS = 60_000;

const contexts: BrowserContext[] = [];
const complaints: string[] = [];

/** The page that the tests of an engine share, by the engine's endpoint. */
const shared = new Map<string, Page>();

/** Starts an engine for the tests of a file, and the page that it serves, built of the sources as they are. */
export function useConsole(template: TemplateName, options: Parameters<typeof startEngine>[0] = {}): Console {
  vi.setConfig({ testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS });
  let engine: Engine | undefined;
  const running = () => {
    if (!engine) throw new Error("The engine runs in tests only.");
    return engine;
  };
  beforeAll(async () => {
    [engine] = await Promise.all([
      startEngine({ template: TEMPLATES[template], ...options }),
      buildConsole(),
      chromiumOfWorker(),
    ]);
  });
  afterEach(async ({ task }) => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    // Nobody knows what a test that failed has left behind.
    if (task.result?.state === "fail") await forget(running().endpoint);
    expect(complaints.splice(0), "The page has no errors, and keeps to its policy.").toEqual([]);
  });
  afterAll(async () => {
    if (engine) await forget(engine.endpoint);
    await engine?.stop();
  });
  return {
    get engine() {
      return running();
    },
    openView: (hash, look = {}) => openView(look.endpoint ?? running().endpoint, hash, look),
  };
}

async function forget(endpoint: string): Promise<void> {
  await shared.get(endpoint)?.context().close();
  shared.delete(endpoint);
}

async function openView(endpoint: string, hash: string, options: OpenOptions): Promise<Page> {
  const { theme = "light", width = "wide", isFresh = false } = options;
  const known = isFresh ? undefined : shared.get(endpoint);
  const page = known ?? (await newPage(theme, width));
  if (known) {
    await leaveView(page);
    await page.setViewportSize(VIEWPORTS[width]);
    await page.emulateMedia({ colorScheme: theme });
  } else if (isFresh) contexts.push(page.context());
  else shared.set(endpoint, page);
  await page.goto(`${endpoint}/${hash}`);
  await page.waitForSelector(".view:not([aria-busy=true]) > *, .main > .empty");
  return page;
}

async function newPage(theme: Theme, width: Width): Promise<Page> {
  const browser = await chromiumOfWorker();
  const viewport = VIEWPORTS[width];
  const context = await browser.newContext({ viewport, colorScheme: theme, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.on("pageerror", ({ message }) => complaints.push(message));
  page.on("console", (message) => {
    // What the engine or an API refuses is no fault of the page, and often a test's own doing.
    if (message.type() === "error" && !REFUSALS.test(message.text())) complaints.push(message.text());
  });
  return page;
}

/** Takes away all that a view holds: the same one that comes next is another. */
async function leaveView(page: Page): Promise<void> {
  if ((await page.locator("dialog").count()) > 0) await page.keyboard.press("Escape");
  await page.evaluate(() => {
    localStorage.clear();
    location.hash = "#/left";
  });
  await page.waitForSelector(".main > .empty");
}
