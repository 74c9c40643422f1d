import { describe, expect, it } from "vitest";
import { createPolicy } from "../../../../../src/services/lambda/runtimes/runtime/outgoing/policy.mjs";

const policy = createPolicy({ endpoint: "http://127.0.0.1:3001", domainNames: ["ws.example.com"] });
const verdict = (host: string, port = 443, secure = true) => policy({ host, port, secure });

describe("a call out of a function", () => {
  it.each([
    "dynamodb.us-east-1.amazonaws.com",
    "abc123.execute-api.eu-west-1.amazonaws.com",
    "abc123.execute-api.cn-north-1.amazonaws.com.cn",
    "sqs.us-east-1.api.aws",
    "id.lambda-url.us-east-1.on.aws",
    "WS.Example.COM",
    "ws.example.com.",
  ])("goes to the engine when it is meant for %s", (host) => {
    expect(verdict(host)).toBe("engine");
    expect(verdict(host, 80, false)).toBe("engine");
  });

  it.each(["localhost", "127.0.0.1", "127.1.2.3", "[::1]", "::1", "db.localhost", "0.0.0.0", "::ffff:127.0.0.1"])(
    "goes straight to %s",
    (host) => {
      expect(verdict(host, 5432, false)).toBe("direct");
      expect(verdict(host, 3001, false)).toBe("direct");
      expect(verdict(host, 8443, true)).toBe("direct");
    },
  );

  it("goes to the engine when TLS is meant for the engine's own port, which speaks plain HTTP", () => {
    expect(verdict("localhost", 3001)).toBe("engine");
    expect(verdict("127.0.0.1", 3001)).toBe("engine");
  });

  it("goes to the engine when an SDK put a prefix before the engine's own host", () => {
    expect(verdict("sync-127.0.0.1", 3001, false)).toBe("engine");
    expect(verdict("sync-127.0.0.1", 8080, false)).toBe("refused");
    expect(verdict("stream-localhost", 3001, false)).toBe("engine");
    expect(verdict("streaming-127.0.0.1", 3001, false)).toBe("engine");
    expect(verdict("sync-example.com", 3001, false)).toBe("refused");
  });

  it.each([
    "example.com",
    "amazonaws.com.example.com",
    "notamazonaws.com",
    "127.0.0.1.example.com",
    "localhost.example.com",
    "api.ws.example.com",
    "10.0.0.1",
    "169.254.169.254",
    "128.0.0.1",
    "fe80::1",
    "",
  ])("is refused when it is meant for %j", (host) => {
    expect(verdict(host)).toBe("refused");
  });
});
