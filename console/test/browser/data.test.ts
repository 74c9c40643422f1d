import { join } from "node:path";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { checkLooks, useConsole } from "./harness.ts";

const SHOP = join(import.meta.dirname, "../fixtures/shop/template.yaml");

describe("data of a shop", () => {
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

  async function send(logicalId: string, body: object) {
    const client = new SQSClient(options());
    await client.send(new SendMessageCommand({ QueueUrl: refOf(logicalId), MessageBody: JSON.stringify(body) }));
    client.destroy();
  }

  it("leads from the first page to the message that was given up, and sends it again", async () => {
    await send("Parcels", { parcel: 7, isLost: true });
    await own.engine.journal.waitFor({ service: "lambda", type: "report" });
    await own.engine.clock.advance(11_000);
    await own.engine.journal.waitFor({ service: "sqs", type: "dead-letter" });
    const page = await own.openView("#/data");
    await page.getByRole("link", { name: /1 message of Parcels was given up/ }).click();
    await expect.poll(() => page.textContent(".data-counts")).toContain("Dead letters of");
    await page.getByRole("button", { name: '{"parcel":7,"isLost":true}' }).click();
    await expect.poll(() => page.textContent(".split-detail")).toContain("parcel");
    await checkLooks(page, "data-dead-letter");
    await page.getByRole("button", { name: "Send again", exact: true }).click();
    await expect.poll(() => page.textContent("[role=status].data-notice")).toContain("1 message sent again to");
    expect(own.engine.journal.entries({ service: "sqs", type: "redrive" })).toHaveLength(1);
    await expect.poll(() => page.textContent(".data-main")).toContain("The queue is empty");
  });

  it("looks into a table", async () => {
    await put("ann", 1, { state: { S: "open" }, total: { N: "9007199254740993" }, expiresAt: { N: "4102444800" } });
    const page = await own.openView("#/data/tables/Orders");
    await expect.poll(() => page.textContent("table")).toContain("9007199254740993");
    await checkLooks(page, "data-table");
  });
});
