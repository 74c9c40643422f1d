import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { BrowserContext, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import { chromiumOfWorker } from "../../console/test/browser/chromium.ts";
import { checkLooks } from "../../console/test/browser/looks.ts";
import { advance, root } from "../support/system.ts";
import { type Example, startExample } from "./start-example.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** Chromium's words for what a page without a network cannot do. */
const NO_NETWORK = /net::ERR_INTERNET_DISCONNECTED/;

const READY = /side by side +(\S+)[\s\S]+API does +(\S+)\/\n/;

let example: Example;
let ann: Desk;
let ben: Desk;
const contexts: BrowserContext[] = [];
const complaints: string[] = [];
const called = new Set<string>();

type Desk = ReturnType<typeof lookAt>;

beforeAll(async () => {
  [example] = await Promise.all([startExample("browser", READY), chromiumOfWorker()]);
  [ann, ben] = await Promise.all([open("ann"), open("ben")]);
});
afterEach(() => expect(complaints.splice(0), "errors in the page's console").toEqual([]));
afterAll(async () => {
  await Promise.all(contexts.map((context) => context.close()));
  await example?.[Symbol.asyncDispose]();
});

/** Opens the page of a user in a browser of their own, as far as cookies and the network go. */
async function open(userId: string): Promise<Desk> {
  const browser = await chromiumOfWorker();
  const context = await browser.newContext({ reducedMotion: "reduce", timezoneId: "UTC" });
  contexts.push(context);
  const page = await context.newPage();
  page.on("pageerror", ({ message }) => complaints.push(message));
  page.on("console", (message) => {
    if (message.type() === "error" && !NO_NETWORK.test(message.text())) complaints.push(message.text());
  });
  page.on("request", (request) => called.add(new URL(request.url()).origin));
  await page.clock.install();
  await page.goto(`${example.page}?user=${userId}`);
  return lookAt(page);
}

/** Returns what a user sees, and what they can do. */
function lookAt(page: Page) {
  const textsOf = async (all: Locator) => (await all.allTextContents()).map((text) => text.trim());
  const write = async (label: RegExp, text: string) => {
    await page.getByLabel(label).fill(text);
    await page.getByLabel(label).press("Enter");
  };
  return {
    page,
    status: () => page.getByRole("status").textContent(),
    step: () => textsOf(page.locator("[aria-current=step]")),
    people: () => textsOf(page.locator(".people li")),
    notes: () => textsOf(page.locator(".notes li p")),
    unread: () => page.locator(".notes .unread").count(),
    answers: () => textsOf(page.locator(".answer")),
    questions: () => textsOf(page.locator(".question")),
    isWriting: async () => (await page.locator("[aria-busy=true]").count()) > 0,
    /** The places of what happened, the newest first. */
    places: async () => (await textsOf(page.locator(".place"))).map(Number),
    missed: () => page.locator(".history .badge").count(),
    press: (name: RegExp) => page.getByRole("button", { name }).press("Enter"),
    writeNote: (text: string) => write(/^A note to/, text),
    ask: (question: string) => write(/^Your question/, question),
  };
}

const both = (look: (desk: Desk) => Promise<unknown>) => Promise.all([look(ann), look(ben)]);

/** The answer of the model to a question, by the example's own file. */
async function answerTo(question: string): Promise<string> {
  const { answers } = parse(await readFile(join(root, "examples/browser/answers.yaml"), "utf8"));
  return answers.find(({ prompt = "" }) => new RegExp(prompt).test(question)).text;
}

describe("examples/browser", () => {
  it("shows both users that they are connected and here, and how far the order is", async () => {
    await expect.poll(() => both(({ status }) => status())).toEqual(["Connected", "Connected"]);
    await expect.poll(ann.people).toEqual([expect.stringMatching(/\(you\)here$/), expect.stringMatching(/Benhere$/)]);
    await expect.poll(ben.people).toEqual([expect.stringMatching(/Annhere$/), expect.stringMatching(/\(you\)here$/)]);
    await expect.poll(() => both(({ step }) => step())).toEqual([["Ordered"], ["Ordered"]]);
  });

  it("shows what the other is about to do", async () => {
    const question = ben.page.getByLabel(/^Your question/);
    await question.fill("Wh");
    await expect.poll(async () => (await ann.people())[1]).toBe("BBenasking…");
    await question.fill("");
    // It is told once a second at most.
    await ben.page.clock.fastForward(1_000);
    await expect.poll(async () => (await ann.people())[1]).toBe("BBenhere");
  });

  it("shows both what one of them does", async () => {
    await ann.press(/^Next/);
    await expect.poll(() => both(({ step }) => step())).toEqual([["Paid"], ["Paid"]]);
    await ben.press(/^Next/);
    await expect.poll(() => both(({ step }) => step())).toEqual([["Baked"], ["Baked"]]);
    await expect
      .poll(() => both(({ places }) => places()))
      .toEqual([
        [2, 1],
        [2, 1],
      ]);
  });

  it("notifies the one who is meant and nobody else, and keeps what is not read for a page that is opened later", async () => {
    await ann.writeNote("The bell is broken");
    await expect.poll(ben.notes).toEqual(["Ann The bell is broken"]);
    expect(await ben.unread()).toBe(1);
    const other = await open("ben");
    await expect.poll(other.notes).toEqual(["Ann The bell is broken"]);
    await other.press(/^Mark as read/);
    await expect.poll(other.unread).toBe(0);
    await other.page.reload();
    await ann.writeNote("Use the knocker");
    await expect.poll(other.notes).toEqual(["Ann Use the knocker"]);
    await expect.poll(ben.notes).toEqual(["Ann Use the knocker", "Ann The bell is broken"]);
    expect(await ann.notes()).toEqual([]);
    await other.page.close();
  });

  it("writes an answer before the eyes of both, whole", async () => {
    const question = "When does it arrive?";
    await ben.ask(question);
    await expect.poll(() => both(({ isWriting }) => isWriting()), { interval: 10 }).toEqual([true, true]);
    // The model writes by the engine's time.
    await advance(example.engine, 5);
    const answer = await answerTo(question);
    await expect.poll(() => both(({ answers }) => answers())).toEqual([[answer], [answer]]);
    expect(await both(({ questions }) => questions())).toEqual([[`BBen ${question}`], [`BBen ${question}`]]);
    await expect.poll(() => both(({ isWriting }) => isWriting())).toEqual([false, false]);
  });

  it("brings what was missed without a network, each once and in order", async () => {
    await ben.page.context().setOffline(true);
    // A sign of life counts for 5 s, and a ping is given 3 s for its answer.
    await ben.page.clock.fastForward(5_000);
    await ben.page.clock.fastForward(3_000);
    await expect.poll(ben.status).toMatch(/^(Connection lost|Connecting)/);
    await ann.press(/^Next/);
    await ann.press(/^Next/);
    await ann.writeNote("Where are you?");
    const question = "Is the cake sweet?";
    await ann.ask(question);
    const answer = await answerTo(question);
    await expect.poll(ann.isWriting).toBe(true);
    await advance(example.engine, 5);
    await expect.poll(async () => (await ann.answers()).at(-1)).toBe(answer);
    await expect.poll(ann.places).toEqual([4, 3, 2, 1]);
    expect(await ben.places()).toEqual([2, 1]);

    await ben.page.context().setOffline(false);
    await expect.poll(ben.places).toEqual([4, 3, 2, 1]);
    expect(await ben.missed()).toBe(2);
    await expect.poll(ben.step).toEqual(await ann.step());
    await expect.poll(async () => (await ben.notes())[0]).toBe("Ann Where are you?");
    await expect.poll(ben.answers).toEqual(await ann.answers());
    expect(await ben.notes()).toHaveLength(3);
    expect(await ben.questions()).toHaveLength(2);
    expect(await ben.places()).toEqual([4, 3, 2, 1]);
  });

  it("goes offline by its button, says so to both, and comes back by it", async () => {
    await ben.press(/^Go offline/);
    await expect.poll(ben.status).toBe("Offline");
    // Who loses the connection has a while to come back before anybody is told.
    await advance(example.engine, 6);
    await expect.poll(async () => (await ann.people())[1]).toMatch(/away$/);
    await ann.press(/^Order again|^Next/);
    await expect.poll(ann.places).toHaveLength(5);
    await ben.press(/^Go online/);
    await expect.poll(ben.places).toEqual([5, 4, 3, 2, 1]);
    await expect.poll(async () => (await ann.people())[1]).toMatch(/here$/);
  });

  it("shows both side by side, and can be read by everybody: light and dark, on a screen and on a phone", async () => {
    const { page } = ben;
    await page.goto(example.page);
    await expect.poll(() => page.locator(".connection.connected").count()).toBe(2);
    await expect.poll(() => page.locator(".answer").count()).toBe(4);
    await checkLooks(page, "example-both");
    await checkLooks(ann.page, "example-one");
  });

  it("calls nothing but the shop, and has no key of AWS", async () => {
    expect([...called]).toEqual([new URL(example.page).origin]);
    expect(await ann.page.content()).not.toMatch(/secret|AKIA|accessKey/i);
  });
});
