import { describe, expect, it } from "vitest";
import {
  causeOfError,
  closedByClient,
} from "../../../../../src/services/api-gateway/websocket/connection/close-causes.ts";

describe("closedByClient", () => {
  it.each([
    [1000, "", "Connection Closed Normally"],
    [1000, "bye", "bye"],
    [1001, "", ""],
    [1005, "", "Client-side close frame status not set"],
    [1006, "", ""],
    [4000, "mine", "mine"],
  ])("tells of code %i with reason %j: %j", (code, given, reason) => {
    expect(closedByClient(code, given)).toEqual({ code, reason, by: "client" });
  });
});

describe("causeOfError", () => {
  it.each([
    ["WS_ERR_UNSUPPORTED_MESSAGE_LENGTH", 1009],
    ["WS_ERR_INVALID_UTF8", 1007],
    ["WS_ERR_TOO_MANY_BUFFERED_PARTS", 1008],
    ["WS_ERR_EXPECTED_MASK", 1002],
    ["WS_ERR_UNEXPECTED_RSV_1", 1002],
  ])("makes of %s code %i", (code, closeCode) => {
    expect(causeOfError({ code })).toEqual({ code: closeCode, reason: "", by: "gateway" });
  });

  it("leaves the network's errors to the end that follows", () => {
    expect(causeOfError({ code: "ECONNRESET" })).toBeUndefined();
    expect(causeOfError({})).toBeUndefined();
  });
});
