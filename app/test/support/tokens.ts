import { createHmac } from "node:crypto";
import { NOW_SECONDS } from "./fakes.ts";

export const KEY = new TextEncoder().encode("a key for tests that has 32 bytes and a few more");

export const CLAIMS = { sub: "examplesub", userId: "myuserid", iat: NOW_SECONDS - 10, exp: NOW_SECONDS + 3600 };

/** Signs whatever it is given, as an attacker would: no library stands in the way. */
export function forge(header: unknown, claims: unknown, key: Uint8Array = KEY, hash = "sha256"): string {
  const signed = `${base64Url(header)}.${base64Url(claims)}`;
  return `${signed}.${createHmac(hash, key).update(signed).digest("base64url")}`;
}

/** A token with some claims changed; undefined removes one. */
export function tokenWith(claims: Readonly<Record<string, unknown>>, header: object = {}): string {
  return forge({ alg: "HS256", typ: "JWT", ...header }, { ...CLAIMS, ...claims });
}

export function base64Url(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return Buffer.from(text).toString("base64url");
}
