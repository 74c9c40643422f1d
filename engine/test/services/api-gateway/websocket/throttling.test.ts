import { describe, expect, it } from "vitest";
import { ok, refusalOf, startGateway, webSocketApi } from "./harness/gateway.ts";

function start(stage: object) {
  return startGateway({
    resources: webSocketApi({
      stage: { ...stage },
      routes: {
        $connect: { function: "connect" },
        a: { function: "f", twoWay: true },
        b: { function: "f", twoWay: true },
      },
    }),
    functions: { connect: ok, f: () => ({ statusCode: 200, body: "done" }) },
  });
}

const limit = (burst: number, rate: number) => ({ ThrottlingBurstLimit: burst, ThrottlingRateLimit: rate });
const throttled = expect.stringMatching(
  /^\{"message": "Too Many Requests", "connectionId":"[^"]+", "requestId":"[^"]+"\}$/,
);

describe("a stage's throttle", () => {
  it("answers 429 to the handshake when it is 0", async () => {
    await using gateway = await start({ DefaultRouteSettings: limit(0, 0) });
    const refused = await refusalOf(gateway.connect());
    expect(refused).toMatchObject({ status: 429, body: '{"message":"Too Many Requests"}' });
    expect(refused.headers["x-amzn-errortype"]).toBe("TooManyRequestsException");
    expect(gateway.invocations).toEqual([]);
  });

  it("drops messages above it with an error frame, and fills with time", async () => {
    await using gateway = await start({ DefaultRouteSettings: limit(3, 1) });
    const client = await gateway.connect();
    expect(await client.ask({ action: "a" })).toBe("done");
    expect(await client.ask({ action: "b" })).toBe("done");
    expect(await client.ask({ action: "a" })).toEqual(throttled);
    expect(gateway.events("f")).toHaveLength(2);
    await gateway.clock.advance(1_000);
    expect(await client.ask({ action: "a" })).toBe("done");
  });
});

describe("a route's throttle", () => {
  it("stands in place of the stage's", async () => {
    await using gateway = await start({ DefaultRouteSettings: limit(100, 100), RouteSettings: { a: limit(1, 1) } });
    const client = await gateway.connect();
    expect(await client.ask({ action: "a" })).toBe("done");
    expect(await client.ask({ action: "a" })).toEqual(throttled);
    expect(await client.ask({ action: "b" })).toBe("done");
  });

  it("refuses handshakes alone when it is on $connect", async () => {
    await using gateway = await start({ RouteSettings: { $connect: limit(1, 1) } });
    const client = await gateway.connect();
    expect(await refusalOf(gateway.connect())).toMatchObject({ status: 429 });
    expect(await client.ask({ action: "a" })).toBe("done");
  });

  it("does not limit when its settings say nothing of it", async () => {
    await using gateway = await start({ RouteSettings: { a: { DetailedMetricsEnabled: true } } });
    const client = await gateway.connect();
    for (let messages = 0; messages < 20; messages += 1) expect(await client.ask({ action: "a" })).toBe("done");
  });
});
