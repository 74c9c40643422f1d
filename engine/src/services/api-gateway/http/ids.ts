import type { Random } from "../../../kernel/random.ts";

/** 11 bytes in URL-safe base64: 16 characters ending in one `=`, as API Gateway's extended request ids. */
export const extendedRequestId = (random: Random) => `${random.bytes(11).toString("base64url")}=`;

/** `Root=1-{seconds}-{24 digits}`, as X-Ray writes it. */
export function traceId(nowMs: number, random: Random): string {
  const seconds = Math.floor(nowMs / 1000).toString(16);
  return `Root=1-${seconds}-${random.bytes(12).toString("hex")}`;
}
