import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startWscat } from "../../examples/support/line-client.ts";
import { connected, loseConnectionsOf, refusal, startStack, tokenOf } from "../../examples/support/stack.ts";
import type { JournalEntry, System } from "../../support/system.ts";

const WAIT_SECONDS = 5;

let orders: System;
beforeAll(async () => {
  // The engine may have to fetch the client of Step Functions, which Lambda brings.
  orders = await startStack("step-functions/template.yaml");
}, 120_000);
afterAll(() => orders?.[Symbol.asyncDispose]());

async function connect(user: string) {
  const client = startWscat(orders.url, "orders", await tokenOf(orders, user));
  await connected(orders, user);
  return client;
}

/** Moves time on once an execution waits. */
async function endWait(state: string, number = 1): Promise<void> {
  let count = 0;
  const isWait = ({ service, type, data }: JournalEntry) =>
    service === "states" && type === "enter" && data.state === state && ++count === number;
  await orders.waitFor(isWait);
  await orders.advance(WAIT_SECONDS);
}

describe("examples/step-functions", () => {
  it("tells the caller of each step, and nobody else", async () => {
    await using ada = await connect("ada");
    await using ben = await connect("ben");
    ada.send({ action: "order", orderId: "cake-1" });
    await ada.next({ step: "ordered" });
    await endWait("Pack");
    expect(await ada.next({ step: "packed" })).toEqual({ type: "progress", orderId: "cake-1", step: "packed" });
    await endWait("Deliver");
    await ada.next({ step: "delivered" });
    ada.send({ action: "order", orderId: "cake-1" });
    expect((await ada.next({ type: "error" })).message).toBe("There is an order cake-1 already.");
    expect(ben.output()).not.toContain("cake-1");
  });

  it("says what is wrong with an order, and lets nobody in without a token", async () => {
    await using cleo = await connect("cleo");
    cleo.send({ action: "order", orderId: "a cake" });
    expect((await cleo.next({ type: "error" })).message).toMatch(/^An orderId has/);
    expect(await refusal(orders.url)).toBe(401);
    expect(await refusal(orders.url, "orders", "eve")).toBe(401);
  });

  it("goes on without a caller who is gone", async () => {
    await using dan = await connect("dan");
    dan.send({ action: "order", orderId: "tea" });
    await dan.next({ step: "ordered" });
    await loseConnectionsOf(orders, "dan");
    await endWait("Pack", 2);
    await endWait("Deliver", 2);
    let ends = 0;
    const isSecondEnd = ({ service, type }: JournalEntry) => service === "states" && type === "end" && ++ends === 2;
    expect((await orders.waitFor(isSecondEnd)).data.status).toBe("SUCCEEDED");
  });
});
