import { describe, expect, it } from "vitest";
import { excerptOf } from "../../../src/views/data/queues/excerpt.ts";

const event = { version: "0", id: "7", "detail-type": "BidPlaced", source: "auction", detail: { lot: "lamp" } };

describe("the excerpt of a message", () => {
  it.each([
    ["a text", "hello", "hello"],
    ["JSON that is no envelope", '{"lot":"lamp"}', '{"lot":"lamp"}'],
    ["JSON that is cut off", '{"lot":', '{"lot":'],
    ["EventBridge's event", JSON.stringify(event), 'BidPlaced {"lot":"lamp"}'],
    ["SNS's notification", JSON.stringify({ Type: "Notification", Message: "sold" }), "sold"],
    [
      "an event in a notification",
      JSON.stringify({ Type: "Notification", Message: JSON.stringify(event) }),
      'BidPlaced {"lot":"lamp"}',
    ],
    ["what a function failed on", JSON.stringify({ requestContext: {}, requestPayload: { id: 1 } }), '{"id":1}'],
    ["an object that looks like it in part", '{"Type":"Notification"}', '{"Type":"Notification"}'],
  ])("is what its sender wrote: %s", (_, body, excerpt) => {
    expect(excerptOf(body)).toBe(excerpt);
  });
});
