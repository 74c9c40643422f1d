import { describe, expect, it } from "vitest";
import { createPublisher, type HttpRequest, overHttp } from "../../src/server/index.ts";
import { createFakeClock } from "../support/fake-clock.ts";

const taken = () => Response.json({ FailedEntryCount: 0, Entries: [{ EventId: "event" }] });

/** A publisher over HTTP whose requests get these answers in turn. */
function createWorld(answers: readonly (() => Response)[], hasToken = true) {
  const clock = createFakeClock();
  const requests: (HttpRequest & { readonly url: string })[] = [];
  const reasons: string[] = [];
  const fetch = async (url: string, init: HttpRequest) => (answers[requests.push({ ...init, url }) - 1] ?? taken)();
  const getToken = ({ reason }: { readonly reason: string }) => `token-${reasons.push(reason)}`;
  const transport = overHttp({ url: "https://example.com/events", fetch, ...(hasToken && { getToken }) });
  const publisher = createPublisher({ transport, eventBusName: "bus", clock, random: () => 1 });
  return { publisher, clock, requests, reasons };
}

describe("overHttp", () => {
  it("posts PutEvents as JSON, with the token", async () => {
    const { publisher, requests } = createWorld([]);
    await publisher.publishUser("ada", 1, { id: "1" });
    expect(requests).toMatchObject([
      {
        url: "https://example.com/events",
        method: "POST",
        headers: {
          "content-type": "application/x-amz-json-1.1",
          "x-amz-target": "AWSEvents.PutEvents",
          authorization: "Bearer token-1",
        },
      },
    ]);
    expect(JSON.parse(requests[0]?.body ?? "")).toEqual({
      Entries: [
        {
          EventBusName: "bus",
          Source: "portcullis",
          DetailType: "Send User Push Notification",
          Detail: '{"id":"1","userId":"ada","message":1}',
        },
      ],
    });
  });

  it("asks for a fresh token after a 401", async () => {
    const { publisher, clock, requests, reasons } = createWorld([() => new Response("", { status: 401 })]);
    const published = publisher.publishUser("ada", 1);
    await clock.advance(100);
    expect(await published).toMatchObject({ eventId: "event" });
    expect(reasons).toEqual(["connect", "expired"]);
    expect(requests[1]?.headers.authorization).toBe("Bearer token-2");
  });

  it("waits for as long as Retry-After says", async () => {
    const answer = () => new Response("", { status: 429, headers: { "retry-after": "7" } });
    const { publisher, clock, requests } = createWorld([answer]);
    const published = publisher.publishUser("ada", 1);
    await clock.advance(6_999);
    expect(requests).toHaveLength(1);
    await clock.advance(1);
    expect(await published).toMatchObject({ eventId: "event" });
  });

  it.each([
    ["AWS's error", '{"__type":"com.amazon#AccessDeniedException","message":"no"}', 403, "AccessDeniedException", "no"],
    ["any other text", "<h1>Forbidden</h1>", 403, "http_403", "<h1>Forbidden</h1>"],
    ["401 where there is no token to renew", '{"message":"Unauthorized"}', 401, "http_401", "Unauthorized"],
  ])("tells of %s as it came, at once", async (_name, body, status, code, message) => {
    const { publisher, requests } = createWorld([() => new Response(body, { status })], false);
    await expect(publisher.publishUser("ada", 1)).rejects.toMatchObject({
      failures: [{ code, message, retryable: false, attempts: 1 }],
    });
    expect(requests).toHaveLength(1);
  });
});
