import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import type { Rules } from "./accessibility.ts";

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
  const { analyse } = await import("./accessibility.ts");
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
