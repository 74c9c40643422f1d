/** Meanings of close codes: RFC 6455, section 7.4.1, and IANA's registry. */
const MEANINGS: Readonly<Record<number, string>> = {
  1000: "normal",
  1001: "going away",
  1002: "protocol error",
  1003: "data of a type that is not taken",
  1005: "no code in the close frame",
  1006: "no close frame: the TCP connection ended",
  1007: "text that is no UTF-8",
  1008: "policy violated",
  1009: "message too large",
  1010: "an extension is missing",
  1011: "error of the server",
  1012: "the server restarts",
  1013: "try again later",
  1014: "bad gateway",
};

/** Says what a close code means; `of the application` for private ones. */
export function closeMeaning(code: number): string {
  if (code >= 4000) return "of the application";
  return MEANINGS[code] ?? (code >= 3000 ? "of a library" : "unknown");
}

/** Codes that are offered for closing, with their meanings. */
export const OFFERED_CODES: readonly number[] = [1000, 1001, 1008, 1011, 1012, 1013, 4000];
