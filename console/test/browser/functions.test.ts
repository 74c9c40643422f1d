import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { type Console, checkLooks, useConsole } from "./harness.ts";

async function invoke({ engine }: Console, logicalId: string, event: object): Promise<string> {
  const FunctionName = engine.stack.resources.get(logicalId)?.physicalId;
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const client = new LambdaClient({ endpoint: engine.endpoint, region: engine.stack.region, credentials });
  const answer = await client.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }));
  client.destroy();
  return answer.$metadata.requestId ?? "";
}

const rowOf = (page: Page, name: string) => page.locator("tr", { has: page.getByRole("link", { name, exact: true }) });
const tab = (page: Page, name: string) => page.getByRole("tab", { name, exact: true });
const panel = (page: Page) => page.getByRole("tabpanel");

const BROKEN = { Records: [{ body: JSON.stringify({ detail: { lot: "broken", amount: 3 } }) }] };
const SETTLED = { Records: [{ body: JSON.stringify({ detail: { lot: "vase", amount: 40 } }) }] };

describe("the functions of a foreign template", () => {
  const own = useConsole("foreign");

  it("are listed with what they did, and the numbers follow what happens", async () => {
    const page = await own.openView("#/functions");
    expect(await page.locator("tbody tr").count()).toBe(5);
    await invoke(own, "Settle", SETTLED);
    await invoke(own, "Settle", BROKEN);
    await expect.poll(() => rowOf(page, "Settle").locator("td").nth(2).textContent()).toBe("2");
    const cells = await rowOf(page, "Settle").locator("td").allTextContents();
    expect(cells.slice(0, 4)).toEqual(["Settlequeue Bids", "nodejs22.x", "2", "1"]);
    expect(cells.slice(5, 8)).toEqual([
      expect.stringMatching(/^[\d.]+ m?s$/),
      expect.stringMatching(/^[\d.]+ m?s$/),
      expect.stringMatching(/^\d+ \/ 128 MB$/),
    ]);
    await page.getByRole("button", { name: "Errors" }).click();
    expect(await page.locator("tbody tr").first().textContent()).toContain("Settle");
    await checkLooks(page, "functions-foreign");
    await page.getByLabel("Search functions").fill("gate");
    expect(await page.locator("tbody tr").count()).toBe(1);
    await rowOf(page, "Gatekeeper").click();
    await expect.poll(() => page.url()).toContain("#/functions/Gatekeeper");
  });

  it("show their logs as they come, by level and by search, and a line as a whole", async () => {
    const page = await own.openView("#/functions/Settle");
    await invoke(own, "Settle", SETTLED);
    const requestId = await invoke(own, "Settle", BROKEN);
    const lines = page.getByRole("listbox", { name: "Log of Settle" }).getByRole("option");
    await expect.poll(() => lines.allTextContents()).toContainEqual(expect.stringMatching(/INFOsettled vase for 40$/));
    const failed = lines.filter({ hasText: `${requestId.slice(0, 8)}ERRORFailed in` });
    expect(await failed.textContent()).toContain("Error: The lot broken cannot be settled");
    await failed.click();
    const line = page.getByRole("region", { name: "Line of the log" });
    expect(await line.textContent()).toContain("settle.mjs:5:");
    expect(await line.getByRole("link", { name: "Its trace" }).getAttribute("href")).toMatch(/^#\/traces\/1-/);
    await checkLooks(page, "functions-logs");
    await page.getByLabel("Lowest level").selectOption("ERROR");
    expect(await lines.filter({ hasText: "settled vase" }).count()).toBe(0);
    await page.getByLabel("Lowest level").selectOption("TRACE");
    await page.getByLabel("Search the log").fill("for 40");
    await expect.poll(() => lines.count()).toBeGreaterThan(0);
    expect((await lines.allTextContents()).every((text) => text.includes("for 40"))).toBe(true);
    await page.getByLabel("Search the log").fill("no such line");
    expect(await panel(page).textContent()).toContain("No line fits");
    await page.getByLabel("Search the log").fill("");
    await line.getByRole("link", { name: "Only its lines" }).click();
    await expect.poll(() => page.getByRole("button", { name: `Invocation ${requestId.slice(0, 8)}` }).count()).toBe(1);
    await line.getByRole("link", { name: "Its invocation" }).click();
    await expect.poll(() => page.getByRole("region", { name: "Invocation" }).textContent()).toContain(requestId);
  });

  it("show an invocation with its event and its error, and invoke again with the event edited", async () => {
    const requestId = await invoke(own, "Settle", BROKEN);
    const page = await own.openView("#/functions/Settle?tab=invocations");
    const rows = page.getByRole("listbox", { name: "Invocations of Settle" }).getByRole("option");
    await rows.filter({ hasText: requestId.slice(0, 8) }).click();
    const detail = page.getByRole("region", { name: "Invocation", exact: true });
    await expect.poll(() => detail.getByRole("region", { name: "event" }).count()).toBe(1);
    expect(await detail.getByRole("region", { name: "Error" }).textContent()).toMatch(
      /^Error: The lot broken cannot be settled.*settle\.mjs:5:\d+/,
    );
    expect(await detail.getByRole("region", { name: "event" }).textContent()).toContain("broken");
    const trace = await detail.getByRole("link", { name: "Its trace" }).getAttribute("href");
    expect(trace).toMatch(/^#\/traces\/1-[\da-f]{8}-[\da-f]{24}$/);
    await checkLooks(page, "functions-invocation");
    await detail.getByRole("button", { name: "Edit the event" }).click();
    const editor = detail.getByLabel("Event", { exact: true });
    await editor.fill((await editor.inputValue()).replace("broken", "vase"));
    await detail.getByRole("button", { name: "Invoke with this" }).click();
    await expect.poll(() => detail.textContent()).toMatch(/^ok/);
    expect(await detail.textContent()).not.toContain(requestId);
  });

  it("can be invoked with a sample, which is checked before", async () => {
    const page = await own.openView("#/functions/Settle?tab=invoke");
    await expect.poll(() => page.getByLabel("Sample event").locator("option").nth(1).textContent()).toMatch(/^sqs:/);
    await page.getByLabel("Sample event").selectOption("sqs");
    const editor = page.getByLabel("Event", { exact: true });
    await expect.poll(() => editor.inputValue()).toContain("aws:sqs");
    await editor.fill('{\n  "Records": [,]\n}');
    expect(await page.locator(".field-note.bad").textContent()).toMatch(/^Line 2, column 15: /);
    expect(await page.getByRole("button", { name: "Invoke", exact: true }).isDisabled()).toBe(true);
    await editor.fill('{ "Records": [{ "body": "{}" }] }');
    await editor.press("Control+Enter");
    await expect.poll(() => page.getByRole("region", { name: "Error" }).textContent()).toContain("TypeError");
    await checkLooks(page, "functions-invoke");
    await editor.fill(JSON.stringify(SETTLED));
    await page.getByRole("button", { name: "Invoke", exact: true }).click();
    await expect.poll(() => panel(page).textContent()).toContain("okanswered in");
    await page.getByRole("link", { name: "Its log" }).click();
    await expect.poll(() => panel(page).textContent()).toContain("settled vase for 40");
  });

  it("show their configuration without its secrets, and what triggers them", async () => {
    const page = await own.openView("#/functions/Bid?tab=configuration");
    const text = (await panel(page).textContent()) ?? "";
    expect(text).toContain("API_SECRET[masked, 12 characters]secret");
    expect(text).not.toContain("not-for-eyes");
    expect(text).toContain("BUS_NAMEauction");
    expect(text).toContain("route Auction bid");
    expect(text).toMatch(/template\.yaml:\d+/);
    await checkLooks(page, "functions-configuration");
    await page.goto(`${own.engine.endpoint}/#/functions/Settle?tab=configuration`);
    await page.getByRole("link", { name: "Bids" }).click();
    expect(page.url()).toContain("#/data/queues/Bids");
  });

  it("show what their role allows, and what it lacks", async () => {
    const page = await own.openView("#/functions/Bid?tab=iam");
    await expect.poll(() => panel(page).textContent()).toContain("events:PutEvents");
    expect(await panel(page).textContent()).toContain("Every call that it has made so far is allowed");
    const roleArn = String(own.engine.stack.resources.get("Bid")?.properties.Role);
    const leastPolicy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sqs:ListQueues" }] };
    const lack = { roleArn, action: "sqs:ListQueues", resource: "arn:aws:sqs:us-east-1:000000000000:*" };
    own.engine.journal.record("iam", "denied", { ...lack, decision: "implicitDeny", enforced: false, leastPolicy });
    await expect.poll(() => panel(page).textContent()).toContain("warned ofsqs:ListQueues");
    await page.getByText("The least that allows it").click();
    expect(await page.locator(".fn-policy pre").textContent()).toContain('"Action": "sqs:ListQueues"');
    await checkLooks(page, "functions-iam");
  });

  it("say what to do for one that is not there", async () => {
    const page = await own.openView("#/functions/Nothing");
    await expect.poll(() => page.textContent("main")).toContain("There is no function Nothing");
  });
});

describe("the functions of the app", () => {
  const own = useConsole("app");

  it("are listed with their descriptions", async () => {
    const page = await own.openView("#/functions");
    expect(await rowOf(page, "AuthorizerFunction").textContent()).toContain("Decides who may connect");
    await checkLooks(page, "functions-app");
  });

  it("show lines of JSON with their fields, and errors in the lines of the sources", async () => {
    await invoke(own, "AuthorizerFunction", { headers: {} });
    const page = await own.openView("#/functions/AuthorizerFunction");
    const lines = page.getByRole("listbox").getByRole("option");
    await expect.poll(() => lines.count()).toBeGreaterThan(1);
    await checkLooks(page, "functions-app-logs");
    await tab(page, "Invocations").click();
    await page.getByRole("listbox", { name: "Invocations of AuthorizerFunction" }).getByRole("option").first().click();
    await expect
      .poll(() => page.getByRole("region", { name: "Invocation", exact: true }).textContent())
      .toMatch(/src\/.*\.ts:\d+/);
    await checkLooks(page, "functions-app-error");
    await tab(page, "Configuration").click();
    await checkLooks(page, "functions-app-configuration");
  });

  it("give a token on invocation, which is masked among the past ones", async () => {
    const page = await own.openView("#/functions/CreateTestJwt?tab=invoke");
    const editor = page.getByLabel("Event", { exact: true });
    await editor.fill('{"userId":"ann"}');
    await page.getByRole("button", { name: "Invoke", exact: true }).click();
    await expect.poll(() => panel(page).textContent()).toMatch(/eyJ[\w-]+\./);
    await checkLooks(page, "functions-app-invoke");
    await page.getByRole("link", { name: "Its invocation" }).click();
    const detail = page.getByRole("region", { name: "Invocation", exact: true });
    await expect.poll(() => detail.textContent()).toContain("[masked, ");
    expect(await detail.textContent()).not.toMatch(/eyJ[\w-]+\./);
    await tab(page, "IAM").click();
    await expect.poll(() => panel(page).textContent()).toContain("secretsmanager:GetSecretValue");
    await checkLooks(page, "functions-app-iam");
  });
});
