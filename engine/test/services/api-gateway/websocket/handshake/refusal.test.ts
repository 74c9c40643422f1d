import { expect, it } from "vitest";
import {
  encodeRefusal,
  refusal,
  statusRefusal,
} from "../../../../../src/services/api-gateway/websocket/handshake/refusal.ts";

it("a refusal tells its type and message, never its reason", () => {
  expect(encodeRefusal(refusal("unauthorized", "secret reason"), "id=", 0)).toBe(
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
  expect(encodeRefusal(statusRefusal(301, "x"), "id=", 0)).toBe(
    "HTTP/1.1 301 Moved Permanently\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\nContent-Length: 0\r\nConnection: close\r\nx-amzn-RequestId: id=\r\n\r\n",
  );
});
