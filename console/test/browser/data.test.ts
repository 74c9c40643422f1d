import { join } from "node:path";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { checkAccessibility, checkLooks, keepScreenshot, useConsole } from "./harness.ts";

/** Somebody's template with one of each kind of resource that holds data. */
const SHOP = join(import.meta.dirname, "../fixtures/shop/template.yaml");

const HOUR_MS = 3_600_000;

describe("data of a foreign template", () => {
  const own = useConsole("foreign", { template: SHOP });

  const options = () => ({
    endpoint: own.engine.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const refOf = (logicalId: string) => own.engine.stack.resources.get(logicalId)?.physicalId ?? "";

  async function put(customer: string, number: number, more: Record<string, { S: string } | { N: string }> = {}) {
    const client = new DynamoDBClient(options());
    const Item = { customer: { S: customer }, number: { N: String(number) }, ...more };
    await client.send(new PutItemCommand({ TableName: "shop-orders", Item }));
    client.destroy();
  }

  async function sqs<Answer>(run: (client: SQSClient) => Promise<Answer>): Promise<Answer> {
    const client = new SQSClient(options());
    const answer = await run(client);
    client.destroy();
    return answer;
  }

  const send = (logicalId: string, body: object) =>
    sqs((client) =>
      client.send(new SendMessageCommand({ QueueUrl: refOf(logicalId), MessageBody: JSON.stringify(body) })),
    );
  const receive = (logicalId: string) =>
    sqs((client) => client.send(new ReceiveMessageCommand({ QueueUrl: refOf(logicalId), MaxNumberOfMessages: 10 })));

  /** Has a parcel received once too often. */
  async function lose(parcel: number): Promise<void> {
    const { lastSeq } = own.engine.journal;
    const isNew = ({ seq }: { readonly seq: number }) => seq > lastSeq;
    await send("Parcels", { parcel, isLost: true });
    await own.engine.journal.waitFor((entry) => isNew(entry) && entry.type === "report");
    await own.engine.clock.advance(11_000);
    await own.engine.journal.waitFor((entry) => isNew(entry) && entry.type === "dead-letter");
  }

  /** Has DynamoDB delete what has expired. */
  async function sweep(): Promise<void> {
    const { lastSeq } = own.engine.journal;
    const isSwept = () => own.engine.journal.entries({ type: "ttl" }).some(({ seq }) => seq > lastSeq);
    // The minute until the next sweep begins when the last one is done, which on a busy machine may be after a jump.
    await expect
      .poll(
        async () => {
          if (!isSwept()) await own.engine.clock.advance(61_000);
          return isSwept();
        },
        { interval: 1_000 },
      )
      .toBe(true);
  }

  const main = (page: Page) => page.locator(".data-main");
  const says = (page: Page, text: string | RegExp) =>
    expect.poll(() => main(page).textContent()).toMatch(typeof text === "string" ? new RegExp(text) : text);

  describe("queues", () => {
    it("lead from the first page to the message that was given up, and send it again", async () => {
      await lose(7);
      const page = await own.openView("#/data");
      await checkLooks(page, "data-overview");
      await page.getByRole("link", { name: /1 message of Parcels was given up/ }).click();
      await page.getByRole("button", { name: '{"parcel":7,"isLost":true}' }).click();
      await says(page, "Came from ?Parcels");
      await checkLooks(page, "data-dead-letter");
      await page.getByRole("button", { name: "Send again", exact: true }).click();
      await says(page, "1 message sent again to Parcels.");
      await says(page, "The queue is empty");
      expect(own.engine.journal.entries({ service: "sqs", type: "redrive" })).toHaveLength(1);
      await own.engine.clock.advance(11_000);
    });

    it("show what was given up beside the queue that it came from, and send all of it again", async () => {
      await Promise.all([lose(8)]);
      await lose(9);
      const page = await own.openView("#/data/queues/Parcels?tab=dead");
      await says(page, '"parcel":9');
      expect(await page.getByRole("button", { name: /^Send again:/ }).count()).toBeGreaterThan(1);
      await checkLooks(page, "data-dead-letters");
      await page.getByRole("link", { name: /in LostParcels/ }).click();
      await page.getByRole("button", { name: "Send all again" }).click();
      await checkLooks(page, "data-send-all-again");
      await page.getByRole("dialog").getByRole("button", { name: "Send all again" }).click();
      await says(page, /\d messages sent again\./);
      await says(page, "The queue is empty");
    });

    it("show messages in every state, and receive none of them", async () => {
      await send("Mail", { letter: 1 });
      await receive("Mail");
      const page = await own.openView("#/data/queues/Mail");
      await says(page, "in flight visible in");
      await page.getByRole("button", { name: "Send a message" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Body").fill('{"letter":2}');
      await dialog.getByLabel("Delay in seconds").fill("60");
      await dialog.getByRole("button", { name: "Add an attribute" }).click();
      await dialog.getByLabel("Name of attribute 1").fill("kind");
      await dialog.getByLabel("Value of attribute 1").fill("express");
      await checkLooks(page, "data-send");
      await dialog.getByRole("button", { name: "Send", exact: true }).click();
      await says(page, "Sent as ");
      await page.getByRole("button", { name: '{"letter":2}' }).click();
      await says(page, "kind ?express · String");
      await expect
        .poll(() => page.locator(".data-counts dd").allTextContents())
        .toEqual(["0", "1", "1", expect.any(String)]);
      await checkLooks(page, "data-queue");
      expect((await receive("Mail")).Messages ?? []).toEqual([]);
    });

    it("are emptied after a question", async () => {
      await send("Mail", { letter: 3 });
      const page = await own.openView("#/data/queues/Mail");
      await page.getByRole("button", { name: "Purge" }).click();
      await expect.poll(() => page.getByRole("dialog").textContent()).toContain("They cannot be brought back.");
      await page.getByRole("button", { name: "Delete all messages" }).click();
      await says(page, "The queue is empty");
    });
  });

  describe("tables", () => {
    it("show items with their types, and the digits of numbers", async () => {
      const soon = Math.floor(Date.now() / 1000) + 24 * 3600;
      await put("ann", 1, { state: { S: "open" }, total: { N: "9007199254740993" }, expiresAt: { N: String(soon) } });
      await put("ann", 2, { state: { S: "paid" }, total: { N: "1.10" }, expiresAt: { N: "4102444800000" } });
      await put("bob", 1, { state: { S: "open" } });
      const page = await own.openView("#/data/tables/Orders");
      await says(page, "9007199254740993");
      await says(page, /in 2[34] h/);
      await says(page, "looks like milliseconds: DynamoDB wants seconds");
      expect((await page.locator("thead th").allTextContents()).slice(0, 3)).toEqual([
        "customer partition key",
        "number sort key",
        "state",
      ]);
      await checkLooks(page, "data-table");
    });

    it("are read by key, by index and with a filter", async () => {
      const page = await own.openView("#/data/tables/Orders");
      await says(page, "3 items");
      await page.getByLabel("Read").selectOption("query");
      await page.getByRole("button", { name: "Query", exact: true }).click();
      await says(page, "A query needs a value of customer.");
      await page.getByLabel("customer (string)").fill("ann");
      await page.getByLabel("number (number)").selectOption(">");
      await page.getByLabel("value", { exact: true }).fill("1");
      await page.keyboard.press("Enter");
      await says(page, "1 item(?!s)");
      await keepScreenshot(page, "data-query");
      await page.getByLabel("From").selectOption("ByState");
      await page.getByLabel("state (string)").fill("open");
      await page.getByLabel("number (number)").selectOption("");
      await page.getByRole("button", { name: "Add a filter" }).click();
      await page.getByLabel("Attribute").fill("customer");
      await page.getByLabel("Value").fill("bob");
      await page.getByRole("button", { name: "Query", exact: true }).click();
      await says(page, "1 item of 2 that were looked at");
      await checkLooks(page, "data-filter");
      await page.getByLabel("Value").fill("nobody");
      await page.getByRole("button", { name: "Query", exact: true }).click();
      await says(page, "No item fits");
    });

    it("take an item that was edited as JSON, another one, and a deletion", async () => {
      const page = await own.openView("#/data/tables/Orders");
      await page.getByRole("button", { name: "bob" }).click();
      const text = page.getByLabel("Item as JSON");
      expect(JSON.parse(await text.inputValue())).toEqual({ customer: "bob", number: 1, state: "open" });
      await text.fill('{"customer": "bob", "number": 1, "total": 12345678901234567890.5, "tags": ["a"]}');
      await page.getByRole("button", { name: "DynamoDB JSON" }).click();
      expect(await text.inputValue()).toContain('"N": "12345678901234567890.5"');
      await checkLooks(page, "data-item");
      await page.getByRole("button", { name: "Save" }).click();
      await says(page, "The item was saved.");
      await says(page, "12345678901234567890.5");
      await page.getByRole("button", { name: "bob" }).click();
      await text.fill('{"customer": "ann", "number": 1}');
      await says(page, "this adds another item, and leaves the old one");
      await page.getByRole("button", { name: "Add", exact: true }).click();
      await says(page, "There is an item with this key already.");
      await text.fill('{"customer": "bob"');
      await says(page, "JSON");
      expect(await page.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);
      await text.fill('{"customer": "bob", "number": 1}');
      await page.getByRole("button", { name: "Delete" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
      await says(page, "The item was deleted.");
      await says(page, "2 items");
    });

    it("mark what has expired by the engine's time, and show its removal in the stream with its readers", async () => {
      const expired = { expiresAt: { N: String(Math.floor(own.engine.clock.now() / 1000) - 60) } };
      await put("old", 1, expired);
      await sweep();
      // The next sweep is a minute away.
      await put("eve", 1, expired);
      const page = await own.openView("#/data/tables/Orders");
      await expect.poll(() => page.locator(".badge.bad").textContent()).toBe("expired");
      await sweep();
      await page.getByRole("tab", { name: "Stream" }).click();
      await says(page, "REMOVE expired");
      await says(page, "Audit");
      await expect.poll(() => page.locator("tbody tr").first().textContent()).toContain("read");
      await page.getByRole("button", { name: "eve · 1" }).first().click();
      await says(page, "Every function that reads the stream is done with it.");
      await checkLooks(page, "data-stream");
    });
  });

  describe("buses and rules", () => {
    it("tell which rules an event matches, and why the others do not", async () => {
      const page = await own.openView("#/data/buses/Bus");
      await says(page, "AnyOrder");
      await checkLooks(page, "data-bus");
      await page.getByRole("tab", { name: "Try an event" }).click();
      await page
        .getByLabel("Event", { exact: true })
        .fill('{"source": "shop", "detail-type": "Order Placed", "detail": {"total": 7}}');
      await page.getByRole("button", { name: "Test against all rules" }).click();
      await says(page, /matches ?AnyOrder.*does not match ?LargeOrder/);
      await says(page, /detail\.total has to be \[\{"numeric":\[">",100\]\}\], and is 7\./);
      await checkLooks(page, "data-event-test");
      await page.getByRole("button", { name: "Put it on shop" }).click();
      await says(page, /Put as .*: it went to AnyOrder\./);
    });

    it("give an event that a pattern matches", async () => {
      const page = await own.openView("#/data/rules/LargeOrder?tab=test");
      await page.getByRole("button", { name: "Test against all rules" }).click();
      await says(page, /matches ?LargeOrder/);
      await says(page, "It would go to Mail queue");
      await checkLooks(page, "data-rule-test");
    });

    it("tell when a schedule runs next, in engine time", async () => {
      const page = await own.openView("#/data/rules/Hourly");
      await says(page, /in [0-9]+ min/);
      await own.engine.clock.advance(HOUR_MS);
      await says(page, /in [0-9]+ min/);
      await checkLooks(page, "data-schedule");
    });
  });

  it("publishes to a topic, with attributes", async () => {
    const page = await own.openView("#/data/topics/News");
    await says(page, "Mail queue");
    await page.getByRole("tab", { name: "Publish" }).click();
    await page.getByLabel("Message", { exact: true }).fill("hello & <world>");
    await page.getByRole("button", { name: "Add an attribute" }).click();
    await page.getByLabel("Name of attribute 1").fill("kind");
    await page.getByLabel("Value of attribute 1").fill("a&b");
    await page.getByRole("button", { name: "Publish", exact: true }).click();
    await says(page, /Published as [0-9a-f-]{36}\./);
    await checkLooks(page, "data-topic");
    const { Messages = [] } = await receive("Mail");
    const received = Messages.map(({ Body = "" }) => JSON.parse(Body));
    expect(received).toContainEqual(
      expect.objectContaining({
        Message: "hello & <world>",
        MessageAttributes: { kind: { Type: "String", Value: "a&b" } },
      }),
    );
  });

  it("reveals a secret on a click alone, and hides it again", async () => {
    const page = await own.openView("#/data/secrets/Password");
    await says(page, "For the bank");
    expect(own.engine.journal.entries({ service: "secretsmanager", type: "get" })).toEqual([]);
    expect(await page.content()).not.toContain("open-sesame");
    await page.getByRole("button", { name: "Reveal" }).click();
    await says(page, "open-sesame");
    await checkLooks(page, "data-secret");
    await page.getByRole("button", { name: "Hide" }).click();
    await expect.poll(() => page.content()).not.toContain("open-sesame");
  });

  it("starts an execution, and shows it as a picture with the input and output of its states", async () => {
    const page = await own.openView("#/data/machines/Checkout");
    await says(page, "No execution yet");
    await page.getByRole("button", { name: "Start an execution" }).click();
    await page.getByLabel("Input").fill('{"paid": true, "waitSeconds": 3600}');
    await page.getByRole("dialog").getByRole("button", { name: "Start", exact: true }).click();
    await expect.poll(() => page.locator(".data-state.running").textContent()).toContain("Rest");
    await page.getByRole("button", { name: /^Pack/ }).click();
    await says(page, "packed");
    await checkLooks(page, "data-execution");
    await own.engine.clock.advance(HOUR_MS);
    await expect.poll(() => page.locator(".data-state.succeeded").count()).toBe(6);
    await says(page, "succeeded");
    await page.getByRole("link", { name: "Checkout" }).first().click();
    await says(page, /Executions ?1/);
    await checkLooks(page, "data-machine");
  });

  it("shows an execution that failed, with its error", async () => {
    const page = await own.openView("#/data/machines/Checkout");
    await page.getByRole("button", { name: "Start an execution" }).click();
    await page.getByLabel("Input").fill('{"paid": false}');
    await page.getByRole("dialog").getByRole("button", { name: "Start", exact: true }).click();
    await says(page, "NotPaid: The order was not paid.");
    expect(await page.locator(".data-state.failed").textContent()).toContain("Refuse");
    await keepScreenshot(page, "data-failed");
  });

  it.each(["tables/Gone", "nothing/At/all", "machines/Checkout/gone"])(
    "says what to do at #/data/%s",
    async (place) => {
      const page = await own.openView(`#/data/${place}`);
      await expect.poll(() => page.locator(".data-main a").count()).toBeGreaterThan(0);
    },
  );
});

describe("data of the app", () => {
  const own = useConsole("app");

  it("lists all that holds data, and looks into one of each kind without a finding of axe", async () => {
    const page = await own.openView("#/data");
    await expect.poll(() => page.locator(".data-nav a").count()).toBeGreaterThan(8);
    const places = await page
      .locator(".data-nav a")
      .evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    const kinds = new Map(places.map((place) => [place?.split("/")[2], place]));
    for (const place of kinds.values()) {
      await page.evaluate((hash) => (location.hash = hash ?? ""), place);
      await expect.poll(() => page.locator(".data-nav [aria-current]").getAttribute("href")).toBe(place);
      await expect.poll(() => page.locator(".data-main .data-wait").count()).toBe(0);
      await checkAccessibility(page);
    }
    await checkLooks(page, "data-app");
  });
});
