import { createRequire } from "node:module";
import type { Page } from "playwright-core";

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
export type Rules = "all" | "colours";

const RUN_ONLY: Readonly<Record<Rules, object>> = {
  all: {},
  colours: { runOnly: ["color-contrast", "link-in-text-block"] },
};

/** Findings of axe in the page, each with the element that it is about. */
export async function analyse(page: Page, rules: Rules): Promise<readonly string[]> {
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
