import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect } from "vitest";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

interface Axe {
  run(options: object): Promise<{
    readonly violations: readonly { readonly id: string; readonly help: string; readonly nodes: readonly AxeNode[] }[];
  }>;
}

interface AxeNode {
  readonly html: string;
  readonly failureSummary: string;
}

/** All that axe knows, or what a theme can change. */
type Rules = "all" | "colours";

const RUN_ONLY: Readonly<Record<Rules, object>> = {
  all: {},
  colours: { runOnly: ["color-contrast", "link-in-text-block"] },
};

/** Findings of axe in the page, each with the element that it is about. */
async function analyse(page: Page, rules: Rules): Promise<readonly string[]> {
  // The page's policy admits no script of others in a tag, and evaluating one is the debugger's.
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(await axeSource());
  const violations = await page.evaluate(async (options) => {
    const { axe } = globalThis as unknown as { readonly axe: Axe };
    return (await axe.run({ resultTypes: ["violations"], ...options })).violations;
  }, RUN_ONLY[rules]);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html} ${failureSummary}`),
  );
}

let source: Promise<string> | undefined;

function axeSource(): Promise<string> {
  source ??= import("node:fs/promises").then(({ readFile }) => readFile(AXE, "utf8"));
  return source;
}

export type Theme = "light" | "dark";
export type Width = "wide" | "phone";

export const VIEWPORTS: Readonly<Record<Width, { readonly width: number; readonly height: number }>> = {
  wide: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
};

/** Both themes on both widths. */
const LOOKS: readonly (readonly [Theme, Width])[] = [
  ["light", "wide"],
  ["dark", "wide"],
  ["light", "phone"],
  ["dark", "phone"],
];

/** Expects that axe finds nothing to complain of, and that nothing is wider than the page. */
export async function checkAccessibility(page: Page, rules: Rules = "all"): Promise<void> {
  expect(await analyse(page, rules)).toEqual([]);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, "pixels by which the page is wider than the window").toBe(0);
}

/** Looks at an open page in both themes and on both widths: axe, overflow, and a picture of each for who wants to look. */
export async function checkLooks(page: Page, name: string): Promise<void> {
  for (const [colorScheme, width] of LOOKS) {
    await page.setViewportSize(VIEWPORTS[width]);
    await page.emulateMedia({ colorScheme });
    // Drawn anew, since what it shows may go by the room that there is.
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    // The dark theme has other colours than the light one, and the same elements.
    await checkAccessibility(page, colorScheme === "dark" ? "colours" : "all");
    await keepScreenshot(page, `${name}-${colorScheme}-${width}`);
  }
  await page.setViewportSize(VIEWPORTS.wide);
  await page.emulateMedia({ colorScheme: "light" });
}

/** A folder for pictures, for who wants to look: `SCREENSHOTS=/tmp/shots npx vitest run console/test/browser`. */
const SCREENSHOTS = process.env.SCREENSHOTS;

/** Keeps a picture of the page, when the environment names a folder for these. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  if (SCREENSHOTS === undefined) return;
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
}
