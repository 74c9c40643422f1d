import type { HttpRequest } from "../../../../wire/http.ts";
import { LONGEST_URL } from "../connection/quotas.ts";
import { type Refusal, refusal } from "./refusal.ts";

/** Base64 of 16 bytes (RFC 6455 §4.2.1). */
const KEY = /^[+/0-9A-Za-z]{22}==$/;
const VERSION = "13";

/** Why a request is no WebSocket handshake (RFC 6455 §4.2.1), or undefined when it is one. */
export function checkUpgrade({ method, headers, rawPath, rawQuery }: HttpRequest): Refusal | undefined {
  if (rawPath.length + rawQuery.length + 1 > LONGEST_URL)
    return refusal("uriTooLong", `the URL is longer than ${LONGEST_URL}`);
  if (method !== "GET") return refusal("badRequest", "the method is not GET");
  if (headers.upgrade?.toLowerCase() !== "websocket") return refusal("badRequest", "Upgrade is not websocket");
  if (!KEY.test(headers["sec-websocket-key"] ?? "")) return refusal("badRequest", "Sec-WebSocket-Key is not valid");
  if (headers["sec-websocket-version"] !== VERSION)
    return refusal("badRequest", "Sec-WebSocket-Version is not 13", { "Sec-WebSocket-Version": VERSION });
  return undefined;
}
