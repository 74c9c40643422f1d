import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { chromiumOfWorker } from "../../console/test/browser/chromium.ts";
import { type Example, startExample } from "./start-example.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let example: Example;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  [example] = await Promise.all([
    startExample("react", /Ann +(\S+)\?user=ann[\s\S]+API +(\S+)\/\n/),
    chromiumOfWorker(),
  ]);
});
afterAll(async () => {
  await Promise.all(contexts.map((context) => context.close()));
  await example?.[Symbol.asyncDispose]();
});

/** Opens the page of a user in a browser of their own. */
async function open(user: string): Promise<Page> {
  const context = await (await chromiumOfWorker()).newContext();
  contexts.push(context);
  const page = await context.newPage();
  await page.goto(`${example.page}?user=${user}`);
  return page;
}

const titleOf = (page: Page) => page.locator("h1").textContent();
const statusOf = (page: Page) => page.getByRole("status").textContent();

describe("examples/react", () => {
  it("shows both the number and each other, and who comes late the same", async () => {
    const [ann, ben] = await Promise.all([open("ann"), open("ben")]);
    for (const page of [ann, ben]) await expect.poll(() => statusOf(page)).toMatch(/^Here: (ann, ben|ben, ann)$/);
    await expect.poll(() => titleOf(ann)).toBe("Cups of tea: 0");
    await ann.getByRole("button").click();
    for (const page of [ann, ben]) await expect.poll(() => titleOf(page)).toBe("Cups of tea: 1");
    await ben.getByRole("button").click();
    await ben.reload();
    for (const page of [ann, ben]) await expect.poll(() => titleOf(page)).toBe("Cups of tea: 2");
  });

  it("gives tokens to its own page and to nobody who is not known", async () => {
    const post = (user: string, type: string) =>
      fetch(`${example.page}api/token?user=${user}`, { method: "POST", headers: { "content-type": type }, body: "{}" });
    expect((await post("eve", "application/json")).status).toBe(401);
    expect((await post("ann", "text/plain")).status).toBe(415);
  });
});
