import { describe, expect, it } from "vitest";
import {
  createSigningKeys,
  issuerProblem,
} from "../../../../../src/services/api-gateway/http/authorizers/jwt/signing-keys.ts";

const COGNITO = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_p";

describe("issuerProblem", () => {
  it.each<[url: string, passthrough: string[], isCalled: boolean]>([
    ["http://127.0.0.1:8080", [], true],
    ["http://localhost:8080/realms/shop", [], true],
    ["https://[::1]:8080", [], true],
    [COGNITO, [], false],
    [COGNITO, ["cognito-idp"], true],
    [COGNITO, ["s3"], false],
    [COGNITO.replace("https", "http"), ["cognito-idp"], false],
    ["https://login.example", ["cognito-idp"], false],
    ["https://127.0.0.1.evil.example", [], false],
    ["https://cognito-idp.us-east-1.amazonaws.com.evil.example", ["cognito-idp"], false],
    ["http://localhost@evil.example", [], false],
    ["file:///etc/passwd", [], false],
    ["no address", [], false],
  ])("of %s with --passthrough %j", (url, passthrough, isCalled) => {
    expect(issuerProblem(url, passthrough) === undefined).toBe(isCalled);
  });
});

describe("signing keys", () => {
  const clock = { now: () => 0 };

  it("are not fetched from an address elsewhere to which an issuer on this machine leads", async () => {
    const called: string[] = [];
    const fetchText = async (url: URL) => {
      called.push(url.href);
      return JSON.stringify({ jwks_uri: "https://evil.example/keys" });
    };
    const key = await createSigningKeys(clock, fetchText, []).find("http://127.0.0.1:1", "one");
    expect(key).toMatch(/evil\.example is not on this machine/);
    expect(called).toEqual(["http://127.0.0.1:1/.well-known/openid-configuration"]);
  });

  it.each([
    ["an answer that is no JSON", async () => "<html>"],
    ["an answer without keys", async () => "{}"],
    ["no answer", () => Promise.reject(new Error("it did not answer"))],
  ])("are none after %s", async (_what, fetchText) => {
    const key = await createSigningKeys(clock, fetchText, []).find("http://127.0.0.1:1", "one");
    expect(key).toMatch(/^OIDC discovery endpoint communication error: /);
  });
});
