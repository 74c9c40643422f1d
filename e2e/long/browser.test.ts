import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import type { Browser, Frame, Page } from "playwright-core";
import { type Engine, type JournalEntry, startEngine } from "portcullis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../support/system.ts";
import { ATTACKS, type Attack, type Targets, targetsAt } from "./attacks.ts";
import { type PageServer, REBOUND_NAME, servePages, startChromium } from "./chromium.ts";

const template = join(root, "engine/test/fixtures/every-service/template.yaml");

let engine: Engine;
let pages: PageServer;
let browser: Browser;

beforeAll(async () => {
  pages = await servePages((request, response) => {
    const [, next] = (request.url ?? "").split("/?next=");
    if (next) return response.writeHead(302, { location: decodeURIComponent(next) }).end();
    response.writeHead(200, { "content-type": "text/html" });
    response.end("<!doctype html><title>Somebody's page</title>");
  });
  browser = await startChromium();
  engine = await startEngine({ template });
});
afterAll(async () => {
  await browser?.close();
  await engine?.stop();
  await pages?.[Symbol.asyncDispose]();
});

const BEGINNINGS = /^(engine\/clock|events\/event|lambda\/invoke|sns\/publish|sqs\/send|states\/start)$/;
const nameOf = ({ service, type }: JournalEntry) => `${service}/${type}`;

const lastSeq = () => engine.journal.entries().at(-1)?.seq ?? 0;

/** Runs in the page: what it can read of its frames. */
const readFrames = () =>
  [...document.querySelectorAll("iframe")].map((frame) => frame.contentDocument?.body?.textContent ?? "");

/** Runs an attack, and expects that all of it was refused. Resolves with what the page has learnt. */
async function attack(frame: Page | Frame, name: string, base = engine.endpoint): Promise<readonly unknown[]> {
  const { run, requests } = ATTACKS[name] as Attack;
  const before = lastSeq();
  const learnt = await frame.evaluate(run as (targets: Targets) => Promise<unknown>, targetsAt(base, engine.endpoint));
  const entries = () => engine.journal.entries(({ seq }) => seq > before).map(nameOf);
  await expect
    .poll(() => entries().filter((entry) => entry.endsWith("/refuse")).length)
    .toBeGreaterThanOrEqual(requests);
  expect(entries().filter((entry) => BEGINNINGS.test(entry))).toEqual([]);
  return [...[learnt].flat(), ...(await frame.evaluate(readFrames))].filter((text) => text !== "");
}

async function openPage(url: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(url);
  return page;
}

describe("a page of another origin", () => {
  const ORIGINS: Readonly<Record<string, () => Promise<{ page: Page; frame: Page | Frame }>>> = {
    "another site": async () => {
      const page = await openPage(`http://${REBOUND_NAME}:${pages.port}/`);
      return { page, frame: page };
    },
    "another port of this machine": async () => {
      const page = await openPage(`http://127.0.0.1:${pages.port}/`);
      return { page, frame: page };
    },
    "a sandboxed frame": async () => {
      const page = await openPage(`http://127.0.0.1:${pages.port}/`);
      await page.setContent(
        `<iframe sandbox="allow-scripts allow-forms" srcdoc="<!doctype html><body></body>"></iframe>`,
      );
      const frame = page.frames().find((one) => one !== page.mainFrame());
      if (!frame) throw new Error("There is no frame");
      await frame.waitForLoadState();
      return { page, frame };
    },
  };

  it.each(Object.keys(ORIGINS).flatMap((origin) => Object.keys(ATTACKS).map((name) => [origin, name] as const)))(
    "%s: has no effect with %s and reads nothing",
    async (origin, name) => {
      const opened = await ORIGINS[origin]?.();
      if (!opened) throw new Error(`There is no ${origin}`);
      expect(await attack(opened.frame, name)).toEqual([]);
      await opened.page.close();
    },
  );
});

describe("a page under a name that leads here", () => {
  /** Of the name's origin, as far as the browser knows: what the engine answers there is a page as good as any. */
  async function openRebound(): Promise<{ page: Page; origin: string }> {
    const origin = `http://${REBOUND_NAME}:${new URL(engine.endpoint).port}`;
    return { page: await openPage(origin), origin };
  }

  /** Of its own origin, to the browser: it may read what is refused. */
  const isRefusal = (text: unknown) => text === "loaded" || /none of this engine's names/.test(String(text));

  it.each(Object.keys(ATTACKS))("has no effect with %s and reads nothing", async (name) => {
    const { page, origin } = await openRebound();
    expect((await attack(page, name, origin)).filter((text) => !isRefusal(text))).toEqual([]);
    await page.close();
  });
});

describe("an address that a user opens", () => {
  it("has no effect when it leads on to a service: the browser takes it for the user's own wish", async () => {
    const before = lastSeq();
    const { send } = targetsAt(engine.endpoint, engine.endpoint);
    const page = await browser.newPage();
    const answer = await page.goto(`http://${REBOUND_NAME}:${pages.port}/?next=${encodeURIComponent(send)}`);
    expect((await answer?.request().allHeaders())?.["sec-fetch-site"]).toBe("none");
    expect(answer?.status()).toBe(403);
    expect(engine.journal.entries(({ seq, service }) => seq > before && service === "sqs").map(nameOf)).toEqual([
      "sqs/refuse",
    ]);
    await page.close();
  });
});

describe("a socket", () => {
  const open: (url: string) => Promise<string> = (url) =>
    new Promise((resolve) => {
      const socket = new WebSocket(url);
      socket.onopen = () => resolve("open");
      socket.onerror = () => resolve("refused");
    });

  it("of another page's is for APIs, as on AWS, and for nothing else", async () => {
    const page = await openPage(`http://${REBOUND_NAME}:${pages.port}/`);
    const { journal, invoke } = targetsAt(engine.endpoint, engine.endpoint);
    expect(await page.evaluate(open, journal)).toBe("refused");
    expect(await page.evaluate(open, invoke.replace(/^http/, "ws"))).toBe("refused");
    expect(await page.evaluate(open, engine.webSockets[0]?.url ?? "")).toBe("open");
    await page.close();
  });
});

describe("an HTTP API", () => {
  it("is called by every page, as on AWS: it has said whom it lets read", async () => {
    const page = await openPage(`http://${REBOUND_NAME}:${pages.port}/`);
    const before = lastSeq();
    await page.evaluate((url) => fetch(url, { mode: "no-cors" }), `${engine.endpoint}/web/x`);
    await engine.journal.waitFor({ service: "http-api", type: "request" }, { after: before });
    await page.close();
  });
});

describe("a page that --allow-origin names", () => {
  it("calls services and control, by fetch and by AWS's SDK, and reads the answers", async () => {
    const origin = `http://localhost:${pages.port}`;
    await using friendly = await startEngine({ template, allowOrigins: [origin] });
    const page = await openPage(origin);
    const script = await bundleSdk();
    await page.addScriptTag({ content: script });
    const answer = await page.evaluate(callWithSdk, friendly.endpoint);
    expect(answer).toMatchObject({ queues: [expect.stringContaining("/jobs")], payload: { body: "worked" } });
    expect(answer.missing).toMatchObject({ name: "ResourceNotFoundException", status: 404 });
    expect(answer.health).toMatchObject({ status: "ready" });
    const other = await openPage(`http://127.0.0.1:${pages.port}/`);
    const refused = await other.evaluate(
      (url) => fetch(url).catch(() => "refused"),
      `${friendly.endpoint}/_portcullis/health`,
    );
    expect(refused).toBe("refused");
    await Promise.all([page.close(), other.close()]);
  });
});

async function bundleSdk(): Promise<string> {
  const contents =
    'export { SQSClient, ListQueuesCommand } from "@aws-sdk/client-sqs";' +
    'export { LambdaClient, InvokeCommand } from "@aws-sdk/client-lambda";';
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    write: false,
    platform: "browser",
    format: "iife",
    globalName: "sdk",
  });
  return outputFiles[0]?.text ?? "";
}

/** Runs in the page. */
async function callWithSdk(endpoint: string) {
  const { SQSClient, ListQueuesCommand, LambdaClient, InvokeCommand } = Reflect.get(globalThis, "sdk");
  const options = {
    endpoint,
    region: "us-east-1",
    maxAttempts: 1,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  };
  const lambda = new LambdaClient(options);
  const invoked = await lambda.send(new InvokeCommand({ FunctionName: "work", LogType: "Tail" }));
  const missing = await lambda
    .send(new InvokeCommand({ FunctionName: "nobody" }))
    .catch(({ name, $metadata }: { name: string; $metadata: { httpStatusCode: number } }) => ({
      name,
      status: $metadata.httpStatusCode,
    }));
  const { QueueUrls } = await new SQSClient(options).send(new ListQueuesCommand({}));
  return {
    queues: QueueUrls as string[],
    payload: JSON.parse(new TextDecoder().decode(invoked.Payload)) as object,
    missing: missing as object,
    health: (await (await fetch(`${endpoint}/_portcullis/health`)).json()) as object,
  };
}

describe("the console", () => {
  /** Opens it as a user does who types its address, and expects that all it asks for is there. */
  async function expectConsole(url: string): Promise<void> {
    const page = await browser.newPage();
    const failed: string[] = [];
    page.on(
      "response",
      (response) => response.status() >= 400 && failed.push(`${response.status()} ${response.url()}`),
    );
    await page.goto(url);
    await expect.poll(() => page.textContent(".top [role=status]")).toBe("ready");
    expect(failed).toEqual([]);
    await page.close();
  }

  it.each(["127.0.0.1", "localhost"])("works under %s", async (name) => {
    await expectConsole(engine.endpoint.replace("127.0.0.1", name));
  });

  it("works under the address at which other machines reach it", async () => {
    await using open = await startEngine({ template, host: "0.0.0.0", allowRemote: true });
    const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
    const address = addresses.find(({ family, internal }) => family === "IPv4" && !internal)?.address ?? "127.0.0.2";
    await expectConsole(open.endpoint.replace("127.0.0.1", address));
  });

  it("is shown in no frame of another page, and by no link", async () => {
    const page = await openPage(`http://127.0.0.1:${pages.port}/`);
    await page.setContent(`<a href="${engine.endpoint}/">console</a>`);
    await Promise.all([page.waitForNavigation(), page.click("a")]);
    expect(await page.textContent("body")).toContain("A page of another origin sent it");
    await page.close();
  });
});
