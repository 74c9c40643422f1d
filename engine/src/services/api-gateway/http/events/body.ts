import type { HeaderList } from "../../event-parts.ts";
import type { GatewayRequest } from "../request.ts";
import { headerValues } from "./values.ts";

export interface EventBody {
  readonly text: string;
  readonly isBase64Encoded: boolean;
}

/** Types that HTTP APIs and function URLs pass on as text; everything else is base64. */
const TEXT_TYPES = /^(text\/.*|application\/(json|javascript|xml)|application\/[^;]+\+(json|xml))$/;

const isTextType = (headers: HeaderList) => TEXT_TYPES.test(mediaTypeOf(headers) ?? "");

/** `application/json` of `application/json; charset=utf-8`. */
export const mediaTypeOf = (headers: HeaderList): string | undefined =>
  headerValues(headers, "content-type").at(-1)?.split(";")[0]?.trim().toLowerCase();

/** The body as the event carries it; undefined when there is none. */
export function eventBody({ http, headers, stage }: GatewayRequest): EventBody | undefined {
  const { body } = http;
  if (body.length === 0) return undefined;
  const isBinary = isBinaryBody(headers, stage.api);
  return { text: body.toString(isBinary ? "base64" : "utf8"), isBase64Encoded: isBinary };
}

function isBinaryBody(headers: HeaderList, { type, binaryMediaTypes }: GatewayRequest["stage"]["api"]): boolean {
  if (type === "rest-api") return fitsMediaType(binaryMediaTypes, mediaTypeOf(headers));
  // Compressed text is bytes.
  return headerValues(headers, "content-encoding").length > 0 || !isTextType(headers);
}

/** True when `type` is one of `patterns`, which may have `*` for one of their parts (`image/*`, `*\/*`). */
export function fitsMediaType(patterns: readonly string[], type: string | undefined): boolean {
  const [main, sub] = (type ?? "").split("/");
  return patterns.some((pattern) => {
    const [wantedMain, wantedSub] = pattern.toLowerCase().split("/");
    return (wantedMain === "*" || wantedMain === main) && (wantedSub === "*" || wantedSub === sub);
  });
}
