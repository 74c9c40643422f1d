import { expect, it } from "vitest";
import { gatewayResponse } from "../../../../../src/services/api-gateway/gateway-responses.ts";
import { answerWith } from "../../../../../src/services/api-gateway/websocket/connection/upgrade.ts";

it("a refusal tells its type and message, never its reason", () => {
  expect(answerWith(gatewayResponse("unauthorized", "secret reason"), "id=", 0)).toBe(
    [
      "HTTP/1.1 401 Unauthorized",
      "Date: Thu, 01 Jan 1970 00:00:00 GMT",
      "Content-Type: application/json",
      "Content-Length: 26",
      "Connection: close",
      "x-amzn-RequestId: id=",
      "x-amzn-ErrorType: UnauthorizedException",
      "",
      '{"message":"Unauthorized"}',
    ].join("\r\n"),
  );
});

it("a status that $connect answered is passed on with an empty body", () => {
  expect(answerWith(301, "id=", 0)).toBe(
    "HTTP/1.1 301 Moved Permanently\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\nContent-Length: 0\r\nConnection: close\r\nx-amzn-RequestId: id=\r\n\r\n",
  );
});
