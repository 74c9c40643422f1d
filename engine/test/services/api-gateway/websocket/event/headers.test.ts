import { describe, expect, it } from "vitest";
import {
  authorizerHeaders,
  connectHeaders,
  disconnectHeaders,
  lowerCased,
} from "../../../../../src/services/api-gateway/websocket/event/headers.ts";

const forwarding = { host: "api.example", sourceIp: "203.0.113.7", traceId: "Root=1-a-b" };
const headersOf = (...raw: string[]) => connectHeaders(raw, forwarding);

describe("the headers of a CONNECT event", () => {
  it("keep the client's spelling and are sorted without regard to case", () => {
    const names = Object.keys(headersOf("user-agent", "x", "Accept", "y", "b", "1", "HeaderAuth1", "z"));
    expect(names).toEqual([
      "Accept",
      "b",
      "HeaderAuth1",
      "Host",
      "user-agent",
      "X-Amzn-Trace-Id",
      "X-Forwarded-For",
      "X-Forwarded-Port",
      "X-Forwarded-Proto",
    ]);
  });

  it("lack those of the connection itself and the engine's own", () => {
    const headers = headersOf(
      "Connection",
      "Upgrade",
      "Upgrade",
      "websocket",
      "Content-Length",
      "0",
      "x-portcullis-host",
      "h",
    );
    expect(Object.keys(headers).filter((name) => !/^(X-|Host)/.test(name))).toEqual([]);
  });

  it("name the host of the API, not the one that was dialled", () => {
    expect(headersOf("Host", "127.0.0.1:3001").Host).toEqual(["api.example"]);
  });

  it("put the client's address behind what a proxy had told", () => {
    expect(headersOf("x-forwarded-for", "10.0.0.1")["X-Forwarded-For"]).toEqual(["10.0.0.1, 203.0.113.7"]);
    expect(headersOf()["X-Forwarded-For"]).toEqual(["203.0.113.7"]);
  });

  it("do not believe a client's own X-Forwarded-Proto", () => {
    const headers = headersOf("x-forwarded-proto", "gopher", "X-Forwarded-Port", "1");
    expect(headers).toMatchObject({ "X-Forwarded-Proto": ["https"], "X-Forwarded-Port": ["443"] });
    expect(headers).not.toHaveProperty("x-forwarded-proto");
  });

  it("gather values of one name, whatever its spelling", () => {
    expect(headersOf("X-A", "1", "x-a", "2")["X-A"]).toEqual(["1", "2"]);
  });
});

describe("the headers of an authorizer event", () => {
  it("have the connection's own besides", () => {
    expect(authorizerHeaders(headersOf("a", "1"))).toMatchObject({
      Connection: ["upgrade"],
      "content-length": ["0"],
      Upgrade: ["websocket"],
      a: ["1"],
    });
  });
});

describe("the headers of a DISCONNECT event", () => {
  it("are exactly four, three of them empty", () => {
    expect(disconnectHeaders("api.example")).toEqual({
      Host: ["api.example"],
      "x-api-key": [""],
      "X-Forwarded-For": [""],
      "x-restapi": [""],
    });
  });
});

describe("lowerCased", () => {
  it("spells every name in lower case", () => {
    expect(Object.keys(lowerCased(headersOf("X-A", "1")))).toContain("x-forwarded-for");
  });
});
