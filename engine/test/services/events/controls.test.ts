import { afterEach, describe, expect, it } from "vitest";
import { type ControlClient, serveControls } from "../controls.ts";
import { type EventBridge, rule, startEvents } from "./event-bridge.ts";

let bridge: EventBridge;
let control: ControlClient;

afterEach(async () => {
  await control[Symbol.asyncDispose]();
  await bridge[Symbol.asyncDispose]();
});

async function start(resources: Parameters<typeof startEvents>[0]): Promise<void> {
  bridge = await startEvents(resources);
  control = await serveControls(bridge);
}

describe("POST /_portcullis/rules/test", () => {
  const test = (body: object) => control.ask("POST", "rules/test", body);
  const event = { source: "shop", "detail-type": "Order Placed", detail: { total: 7 } };

  it("tells which rules match, and what the others want; nothing is sent", async () => {
    await start({
      Placed: rule({ Name: "placed", EventPattern: { source: ["shop"] } }),
      Large: rule({ Name: "large", EventPattern: { source: ["shop"], detail: { total: [{ numeric: [">", 100] }] } } }),
      Hourly: rule({ Name: "hourly", ScheduleExpression: "rate(1 hour)" }),
    });
    const { body } = await test({ event });
    expect(body.event).toMatchObject({ ...event, account: "123456789012", region: "eu-west-1", version: "0" });
    expect(body.rules).toMatchObject([
      { name: "placed", bus: "default", enabled: true, matches: true, mismatches: [] },
      {
        name: "large",
        matches: false,
        mismatches: [{ path: "detail.total", wanted: [{ numeric: [">", 100] }], found: [7] }],
      },
    ]);
    expect(bridge.deliveries).toEqual([]);
    expect(bridge.journal.entries({ type: "event" })).toEqual([]);
  });

  it("asks the rules of one bus when it is named", async () => {
    await start({
      Shop: { Type: "AWS::Events::EventBus", Properties: { Name: "shop" } },
      OnShop: rule({ Name: "on-shop", EventBusName: "shop", EventPattern: { source: ["shop"] } }),
      OnDefault: rule({ Name: "on-default", EventPattern: { source: ["shop"] } }),
    });
    expect((await test({ event })).body.rules).toHaveLength(2);
    expect((await test({ event, bus: "shop" })).body.rules).toMatchObject([{ name: "on-shop", bus: "shop" }]);
  });

  it.each([
    [{}, 400, "event is the event as a rule sees it"],
    [{ event: [] }, 400, "event is the event as a rule sees it"],
    [{ event: {}, bus: "nowhere" }, 400, "nowhere"],
  ])("refuses %j with %i", async (body, status, message) => {
    await start({});
    const answer = await test(body);
    expect(answer.status).toBe(status);
    expect(answer.body.message).toContain(message);
  });
});
